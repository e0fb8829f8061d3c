import { Blueprint } from '../engine/blueprint.ts';
import { canonical, changedProperties } from '../engine/diff.ts';
import { isUpdatable } from '../engine/states.ts';
import { validationError } from '../errors.ts';
import type { Definition, Stack } from '../store/stacks.ts';
import type { Value } from '../template/template.ts';
import { definitionOf } from './definition.ts';
import { isTrue, type Office, type OperationOf, stackNamed } from './operation.ts';

/** UpdateStack: refuses what changes nothing, answers at once with the id; the engine updates. */
export const updateStack: OperationOf = (office) => (input) => {
  const stack = stackNamed(office.journal, input.StackName);
  if (input.ClientRequestToken !== undefined && stack.token === input.ClientRequestToken) return { StackId: stack.id };
  if (!isUpdatable(stack.status))
    throw validationError(`Stack:${stack.id} is in ${stack.status} state and can not be updated.`);
  if (isTrue(input.DisableRollback))
    throw validationError('DisableRollback is not served here for UpdateStack: a failed update is always rolled back.');
  const definition = definitionOf(input, office, stack.definition);
  checkChanges(stack, definition, office);
  office.journal.moveStack(stack, 'UPDATE_IN_PROGRESS', 'User Initiated', {
    definition,
    previous: stack.definition,
    token: input.ClientRequestToken,
    updatedAt: new Date(),
  });
  office.engine.drive(stack.id);
  return { StackId: stack.id };
};

// Private

function checkChanges(stack: Stack, definition: Definition, { journal, place }: Office): void {
  const blueprint = new Blueprint({ ...stack, definition }, place, journal);
  blueprint.imports();
  refuseOtherTypes(stack, blueprint, { journal });
  if (!hasChanges(stack, definition, blueprint, { journal })) throw validationError('No updates are to be performed.');
}

function refuseOtherTypes(stack: Stack, blueprint: Blueprint, { journal }: Pick<Office, 'journal'>): void {
  const changed = journal.resources
    .list(stack.id, 'live')
    .filter(({ logicalId, type }) => blueprint.graph.has(logicalId) && blueprint.resource(logicalId).Type !== type)
    .map(({ logicalId }) => logicalId);
  if (changed.length === 0) return;
  const ids = `The new template modifies resource type of the following resources: [${changed.join(', ')}]`;
  throw validationError(`Update of resource type is not permitted. ${ids}`);
}

function hasChanges(
  stack: Stack,
  definition: Definition,
  blueprint: Blueprint,
  { journal }: Pick<Office, 'journal'>,
): boolean {
  const live = new Map(journal.resources.list(stack.id, 'live').map((resource) => [resource.logicalId, resource]));
  if (live.size !== blueprint.graph.size || [...blueprint.graph.keys()].some((id) => !live.has(id))) return true;
  const same = (left: unknown, right: unknown) => canonical(left as Value) === canonical(right as Value);
  if (!same(definition.tags, stack.definition.tags)) return true;
  // What refers to nothing that would change has its final value now; so when nothing differs, nothing will.
  for (const [id, { state }] of live) {
    const next = blueprint.stateOf(id);
    if (changedProperties(state.properties, next.properties).length > 0) return true;
    if (state.deletionPolicy !== next.deletionPolicy || state.updateReplacePolicy !== next.updateReplacePolicy)
      return true;
  }
  return !same(blueprint.outputs(), stack.outputs);
}
