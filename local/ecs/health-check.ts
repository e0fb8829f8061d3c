import { AwsError, type Input } from '../endpoint/service.ts';
import type { ContainerDefinition } from './model.ts';

const SECOND_NS = 1e9;
const BOUNDS = { interval: [5, 300], timeout: [2, 60], retries: [1, 10], startPeriod: [0, 300] } as const;

/** Throws the `ClientException` that AWS answers to a container's health check that cannot be. */
export function checkHealthCheck(check: Input): void {
  const [kind, ...words] = check.command ?? [];
  const isCommand = (kind === 'CMD' || kind === 'CMD-SHELL') && words.length > 0;
  if (!isCommand) refuse('The command of a health check must be CMD or CMD-SHELL, and then what is to be run.');
  for (const [name, [least, most]] of Object.entries(BOUNDS)) {
    const value = check[name] === undefined ? least : Number(check[name]);
    if (value >= least && value <= most) continue;
    refuse(`The ${name} of a health check must be from ${least} to ${most}, and is ${check[name]}.`);
  }
}

/** A container's health check as Docker carries it out, with ECS's defaults. One that is in the image counts for nothing. */
export function dockerHealthCheck({ healthCheck }: Pick<ContainerDefinition, 'healthCheck'>) {
  if (!healthCheck) return { Test: ['NONE'] };
  return {
    Test: healthCheck.command,
    Interval: (healthCheck.interval ?? 30) * SECOND_NS,
    Timeout: (healthCheck.timeout ?? 5) * SECOND_NS,
    Retries: healthCheck.retries ?? 3,
    StartPeriod: (healthCheck.startPeriod ?? 0) * SECOND_NS,
  };
}

// Private

function refuse(message: string): never {
  throw new AwsError('ClientException', message);
}
