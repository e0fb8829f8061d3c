import { AwsError, type Operation } from '../../endpoint/service.ts';
import type { Ecs } from '../ecs.ts';
import { page } from '../lookup.ts';

const STATUSES = ['ACTIVE', 'INACTIVE', 'DELETE_IN_PROGRESS'];

/** The ARNs of revisions, by family and revision; only active ones unless told. `familyPrefix` is a whole name, as on AWS. */
export const listTaskDefinitions =
  (ecs: Ecs): Operation =>
  (input) => {
    const { status = 'ACTIVE', familyPrefix } = input;
    if (!STATUSES.includes(status)) {
      throw new AwsError('InvalidParameterException', `status should be one of [${STATUSES.join(',')}]`);
    }
    const found = (familyPrefix ? ecs.store.definitionsIn(familyPrefix) : ecs.store.definitions.all())
      .filter((each) => each.status === status)
      .sort((a, b) => (a.family < b.family ? -1 : a.family > b.family ? 1 : a.revision - b.revision));
    const { items, ...rest } = page(input.sort === 'DESC' ? found.reverse() : found, input);
    return { taskDefinitionArns: items.map(({ arn }) => arn), ...rest };
  };
