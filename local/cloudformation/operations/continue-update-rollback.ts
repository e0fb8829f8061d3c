import type { Input } from '../../endpoint/service.ts';
import { validationError } from '../errors.ts';
import type { Resource, ResourceState } from '../store/resources.ts';
import type { Stack } from '../store/stacks.ts';
import { list } from './definition.ts';
import { isRepeated, type Office, type OperationOf, stackToChange } from './operation.ts';
import { actorOf } from './settings.ts';

/** ContinueUpdateRollback: tries a rollback again that could not be finished, without the resources to be skipped. */
export const continueUpdateRollback: OperationOf = (office) => async (input) => {
  const { journal, engine, callAws } = office;
  const stack = stackToChange(journal, input.StackName);
  if (isRepeated(stack, input, stack.status.startsWith('UPDATE_ROLLBACK_'))) return {};
  if (stack.status !== 'UPDATE_ROLLBACK_FAILED')
    throw validationError(`Stack:${stack.id} is in ${stack.status} state and can not continue update rollback.`);
  const skipped = resourcesToSkip(stack, input, office);
  const actor = await actorOf(input, callAws, stack.settings);
  journal.together(() => {
    for (const resource of skipped) skip(resource, office);
    journal.moveStack(stack, 'UPDATE_ROLLBACK_IN_PROGRESS', 'User Initiated', {
      token: input.ClientRequestToken ?? stack.token,
      settings: { ...stack.settings, ...actor },
    });
  });
  engine.drive(stack.id);
  return {};
};

// Private

/** Only what the rollback failed to change back can be skipped. */
function resourcesToSkip(stack: Stack, { ResourcesToSkip }: Input, { journal }: Office): Resource[] {
  return (list(ResourcesToSkip) as string[]).map((id) => {
    const resource = journal.resources.live(stack.id, id);
    if (!resource) throw validationError(`Resource [${id}] does not exist in stack [${stack.name}]`);
    if (resource.status === 'UPDATE_FAILED') return resource;
    throw validationError(`Resource [${id}] cannot be skipped: it is not in UPDATE_FAILED state`);
  });
}

/** It counts as changed back, as on AWS, whatever it is in truth. */
function skip(resource: Resource, { journal }: Office): void {
  const before = resource.before as ResourceState | undefined;
  const state = { ...(before ?? resource.state), attributes: resource.state.attributes };
  const reason = 'Resource rollback skipped by user';
  journal.moveResource(resource, 'UPDATE_COMPLETE', { state, before: undefined, reason });
}
