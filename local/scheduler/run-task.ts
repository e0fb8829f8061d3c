import type { Input } from '../endpoint/service.ts';
import type { Invocation } from './model.ts';

/** What RunTask is asked for an invocation. Asked again with the same token, it answers with the tasks that run already. */
export function runTaskInput(invocation: Invocation): Input {
  const { id, arn, target } = invocation;
  const { TaskDefinitionArn, TaskCount = 1, ...parameters } = target.EcsParameters;
  const members = Object.entries(parameters).map(([name, value]) => [memberName(name), value]);
  return {
    ...Object.fromEntries(members),
    cluster: target.Arn,
    taskDefinition: TaskDefinitionArn,
    count: TaskCount,
    startedBy: startedBy(arn),
    clientToken: id,
    ...(target.Input !== undefined && { overrides: JSON.parse(filledIn(target.Input, invocation)) }),
  };
}

// Private

/** Names that differ by more than their first letter. */
const RENAMED: Record<string, string> = { EnableECSManagedTags: 'enableECSManagedTags' };

function memberName(name: string): string {
  return RENAMED[name] ?? name.charAt(0).toLowerCase() + name.slice(1);
}

/** As on AWS; ECS takes no dots there, which names of schedules may have. */
function startedBy(arn: string): string {
  return `chronos-schedule/${arn.split('/').at(-1)}`.replace(/\./g, '-');
}

/** AWS fills in what a run is about where an input asks for it. */
function filledIn(input: string, { id, arn, due, attempts }: Invocation): string {
  const values: Record<string, string> = {
    'schedule-arn': arn,
    'scheduled-time': new Date(due).toISOString().replace(/\.\d+/, ''),
    'execution-id': id,
    'attempt-number': String(attempts + 1),
  };
  return input.replace(/<aws\.scheduler\.([a-z-]+)>/g, (keyword, name) => values[name] ?? keyword);
}
