import { Blueprint } from '../engine/blueprint.ts';
import { changesTo, type Standing } from '../engine/changes.ts';
import { canonical } from '../engine/diff.ts';
import { standing } from '../engine/retry.ts';
import { IN_REVIEW } from '../engine/states.ts';
import { validationError } from '../errors.ts';
import type { Change } from '../store/change.ts';
import type { Definition, Stack } from '../store/stacks.ts';
import type { Value } from '../template/template.ts';
import type { Office } from './operation.ts';

/** What a new definition would do to a stack. */
export interface Plan {
  changes: Change[];
  /** Whether nothing at all would be different afterwards. */
  isEmpty: boolean;
}

/** Works out what a definition would do to a stack; refused when it cannot be carried out at all. */
export function planOf(stack: Stack, definition: Definition, office: Office): Plan {
  const { journal, place, handlers } = office;
  const blueprint = new Blueprint({ ...stack, definition }, place, journal);
  blueprint.imports();
  const now = standingOf(stack, office);
  refuseOtherTypes(blueprint, now);
  const changes = changesTo(blueprint, now, handlers);
  const isEmpty = stack.status !== IN_REVIEW && changes.length === 0 && isSame(stack, definition, blueprint);
  return { changes, isEmpty };
}

// Private

function standingOf(stack: Stack, { journal, place }: Office): Standing {
  if (stack.status === IN_REVIEW) return { resources: [], template: undefined, parameters: {} };
  const { template, scope } = new Blueprint(stack, place, journal);
  return { resources: standing(stack, journal), template, parameters: scope.parameters };
}

function refuseOtherTypes(blueprint: Blueprint, { resources }: Standing): void {
  const changed = resources
    .filter(({ logicalId, type }) => blueprint.graph.has(logicalId) && blueprint.resource(logicalId).Type !== type)
    .map(({ logicalId }) => logicalId);
  if (changed.length === 0) return;
  const ids = `The new template modifies resource type of the following resources: [${changed.join(', ')}]`;
  throw validationError(`Update of resource type is not permitted. ${ids}`);
}

/** Besides its resources. When none of them changes, what the outputs refer to has its final value now. */
function isSame(stack: Stack, definition: Definition, blueprint: Blueprint): boolean {
  const same = (left: unknown, right: unknown) => canonical(left as Value) === canonical(right as Value);
  return same(definition.tags, stack.definition.tags) && same(blueprint.outputs(), stack.outputs);
}
