import type { Input } from '../../endpoint/service.ts';
import type { Journal } from '../engine/journal.ts';
import { noStack, noSuchChangeSet, validationError } from '../errors.ts';
import type { ChangeSet } from '../store/change-sets.ts';
import type { Stack } from '../store/stacks.ts';
import { missing } from './operation.ts';

/** The change set that a request names, by its ARN or by its name and stack; undefined when it is not there. */
export function findChangeSet(journal: Journal, { ChangeSetName: name, StackName }: Input): ChangeSet | undefined {
  if (name === undefined) throw missing('changeSetName');
  if (name.startsWith('arn:')) return journal.changeSets.get(name);
  if (StackName === undefined)
    throw validationError('StackName must be specified if ChangeSetName is not specified as an ARN.');
  return journal.changeSets.find(stackOf(journal, StackName).id, name);
}

/** The same, refused when it is not there. */
export function changeSetNamed(journal: Journal, input: Input): ChangeSet {
  const found = findChangeSet(journal, input);
  if (!found) throw noSuchChangeSet(input.ChangeSetName);
  return found;
}

/** The stack that a request on change sets names. */
export function stackOf(journal: Journal, name: unknown): Stack {
  if (name === undefined || name === '') throw missing('stackName');
  const stack = journal.stacks.find(String(name));
  if (!stack) throw noStack(String(name));
  return stack;
}

/** The members that every answer about a change set has. */
export function shownChangeSet(changeSet: ChangeSet) {
  return {
    StackId: changeSet.stackId,
    StackName: changeSet.stackName,
    ChangeSetId: changeSet.id,
    ChangeSetName: changeSet.name,
    ExecutionStatus: changeSet.execution,
    Status: changeSet.status,
    StatusReason: changeSet.reason,
    CreationTime: new Date(changeSet.createdAt),
    Description: changeSet.description,
    IncludeNestedStacks: false,
  };
}
