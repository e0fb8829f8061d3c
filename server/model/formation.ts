import { Failure } from '../../lib/failure.ts';
import type { ProcessSpec } from './manifest.ts';

/** How a process type runs: how many copies, and what each of them may use. */
export interface Size {
  count: number;
  /** What is kept for it; 1024 are a core. It may use more while nobody else does. */
  cpu: number;
  /** MiB, a hard limit. */
  memory: number;
}

/** Process type → size. */
export type Formation = Record<string, Size>;

/** Process type → what people have set of its size, which wins over what the app says itself. */
export type Scaled = Readonly<Record<string, Partial<Size>>>;

/** The size of a process that nobody has scaled. */
const DEFAULT_SIZE: Size = { count: 1, cpu: 0, memory: 512 };

/** MiB that are kept for a copy at most. */
const MOST_RESERVED = 64;

/** Docker starts no container with less (MiB). */
const LEAST_MEMORY = 6;

/** The most copies of a service that ECS runs. */
const MOST_COPIES = 5000;

/** The formation of processes: what is said of each, and one copy of the usual size where nothing is said. */
export function formationOf(processes: Readonly<Record<string, Partial<Size>>>): Formation {
  return Object.fromEntries(Object.entries(processes).map(([process, size]) => [process, sizeOf(size)]));
}

/** Processes as they run: each with what people have set of its size. */
export function withSizes<T extends Partial<Size>>(
  processes: Readonly<Record<string, T>>,
  scaled: Scaled,
): Record<string, T> {
  return Object.fromEntries(Object.entries(processes).map(([name, spec]) => [name, { ...spec, ...scaled[name] }]));
}

/** `3 copies of 256 MiB`, and its share of a core where one is kept. */
export function sizeWords({ count, cpu, memory }: Size): string {
  const copies = `${count} cop${count === 1 ? 'y' : 'ies'} of ${memory} MiB`;
  return cpu > 0 ? `${copies} and ${cpu}/1024 of a core` : copies;
}

/** The MiB of a copy that are kept for it where it runs; what it uses above it shares with others. */
export function reservedMemory(memory: number): number {
  // ECS wants the limit to be above what is kept.
  return Math.min(MOST_RESERVED, Math.ceil(memory / 2));
}

/** Throws a `Failure` `bad_size` unless ECS can run so many copies of that size. */
export function checkSize(
  process: string,
  spec: Pick<ProcessSpec, 'count' | 'cpu' | 'memory' | 'deployment'>,
  hint = 'Mend its size where the app declares it, and push again.',
): void {
  const { count, cpu, memory } = sizeOf(spec);
  checkNumber(`${process} shall run in ${count} copies`, count, 0, MOST_COPIES, hint);
  checkNumber(`${process} shall have ${memory} MiB of memory`, memory, LEAST_MEMORY, 2 ** 31, hint);
  checkNumber(`${process} shall have ${cpu} of 1024 shares of a core`, cpu, 0, 2 ** 31, hint);
  checkDeployment(process, spec.deployment, hint);
}

/** Throws a `Failure` `too_large_for_rack` when a copy fits on no machine of the rack, of which this is the largest. */
export function checkFits(formation: Formation, largest: Pick<Size, 'cpu' | 'memory'>): void {
  for (const [process, { cpu, memory }] of Object.entries(formation)) {
    if (memory > largest.memory)
      throw tooLarge(process, `${memory} MiB of memory`, `the largest machine of this rack has ${largest.memory} MiB`);
    if (cpu > largest.cpu)
      throw tooLarge(process, `${cpu} shares of processors`, `the largest machine of this rack has ${largest.cpu}`);
  }
}

/** The process type that answers at the app's own host name, and always has a port. */
export const WEB = 'web';

/**
 * A command line as the arguments of a container. The shell hands its process over (`exec`) where the line is one plain
 * command, so that signals reach the program itself.
 */
export function shellLine(line: string): string {
  const isPlain = /^[\w./-]+(\s|$)/.test(line) && !/[;&|<>()`\n]/.test(line);
  return isPlain && !/^exec\s/.test(line) ? `exec ${line}` : line;
}

// Private

function sizeOf({ count, cpu, memory }: Partial<Size>): Size {
  return { count: count ?? DEFAULT_SIZE.count, cpu: cpu ?? DEFAULT_SIZE.cpu, memory: memory ?? DEFAULT_SIZE.memory };
}

function checkNumber(sentence: string, value: number, least: number, most: number, hint: string): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw badSize(`${sentence}, which must be a whole number from ${least} to ${most}.`, hint);
}

function checkDeployment(process: string, deployment: ProcessSpec['deployment'], hint: string): void {
  if (!deployment) return;
  const { minimum, maximum } = deployment;
  checkNumber(`${process} shall have at least ${minimum}% of its copies during a deploy`, minimum, 0, 100, hint);
  checkNumber(`${process} shall have at most ${maximum}% of its copies during a deploy`, maximum, 100, 200, hint);
  if (minimum === 100 && maximum === 100)
    throw badSize(
      `${process} can never be replaced: 100% of its copies shall run during a deploy, and not one more.`,
      hint,
    );
}

function badSize(what: string, hint: string): Failure {
  return new Failure('bad_size', what, { hint });
}

function tooLarge(process: string, wanted: string, has: string): Failure {
  return new Failure('too_large_for_rack', `A copy of ${process} shall have ${wanted}, and ${has}.`, {
    hint: 'Ask for less where the app declares it, or ask an admin for larger machines (the parameter InstanceType).',
  });
}
