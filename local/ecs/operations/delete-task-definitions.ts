import { AwsError, type Operation } from '../../endpoint/service.ts';
import { nameIn } from '../arns.ts';
import { describeDefinition } from '../describe.ts';
import type { Ecs } from '../ecs.ts';
import { findDefinition } from '../lookup.ts';
import type { TaskDefinition } from '../model.ts';

const MOST = 10;
const UNNAMED = 'The specified task definition identifier is invalid. Specify a valid name or ARN and try again.';
const MISSING =
  'The specified task definition does not exist. Specify a valid account, family, revision and try again.';
const ACTIVE = 'The specified task definition is still in ACTIVE status. Please deregister the target and try again.';

/** Begins to delete revisions that are INACTIVE. What runs them goes on, and they stay to be seen. */
export const deleteTaskDefinitions =
  (ecs: Ecs): Operation =>
  (input) => {
    const named: string[] = input.taskDefinitions ?? [];
    if (named.length === 0) refuse('size of TaskDefinition references list must be greater than 0');
    if (named.length > MOST) refuse(`Size of TaskDefinition references list cannot exceed ${MOST}`);
    const answers = named.map((each) => remove(ecs, each));
    return {
      taskDefinitions: answers.flatMap((answer) => ('deleting' in answer ? [describeDefinition(answer.deleting)] : [])),
      failures: answers.flatMap((answer) => ('reason' in answer ? [answer] : [])),
    };
  };

// Private

function remove({ arns, ...ecs }: Ecs, named: string): { deleting: TaskDefinition } | { arn: string; reason: string } {
  const [family = '', revision] = nameIn(named).split(':');
  const arn = arns.definition(family, Number(revision));
  if (revision === undefined) return { arn: named, reason: UNNAMED };
  const definition = findDefinition({ arns, ...ecs }, named);
  if (!definition) return { arn, reason: MISSING };
  if (definition.status === 'ACTIVE') return { arn, reason: ACTIVE };
  const deleteRequestedAt = definition.deleteRequestedAt ?? Date.now();
  Object.assign(definition, { status: 'DELETE_IN_PROGRESS', deleteRequestedAt });
  return { deleting: ecs.store.definitions.save(definition) };
}

function refuse(message: string): never {
  throw new AwsError('InvalidParameterException', message);
}
