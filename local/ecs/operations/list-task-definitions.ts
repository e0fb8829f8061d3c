import type { Operation } from '../../endpoint/service.ts';
import type { Ecs } from '../ecs.ts';
import { page } from '../lookup.ts';

/** The ARNs of revisions, by family and revision; only active ones unless told. */
export const listTaskDefinitions =
  (ecs: Ecs): Operation =>
  (input) => {
    const status = input.status ?? 'ACTIVE';
    const found = ecs.store.definitions
      .all()
      .filter((each) => each.status === status && each.family.startsWith(input.familyPrefix ?? ''))
      .sort((a, b) => a.family.localeCompare(b.family) || a.revision - b.revision);
    const { items, ...rest } = page(input.sort === 'DESC' ? found.reverse() : found, input);
    return { taskDefinitionArns: items.map(({ arn }) => arn), ...rest };
  };
