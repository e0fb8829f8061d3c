import { AwsError, type Operation } from '../../endpoint/service.ts';
import type { Ecs } from '../ecs.ts';
import { page } from '../lookup.ts';

const STATUSES = ['ACTIVE', 'INACTIVE', 'ALL'];

/** The names of families; ACTIVE are those that have an active revision. */
export const listTaskDefinitionFamilies =
  (ecs: Ecs): Operation =>
  (input) => {
    const { status = 'ALL', familyPrefix = '' } = input;
    if (!STATUSES.includes(status)) {
      throw new AwsError('InvalidParameterException', `status should be one of [${STATUSES.join(',')}]`);
    }
    const all = ecs.store.definitions.where(({ family }) => family.startsWith(familyPrefix));
    const active = new Set(all.flatMap((each) => (each.status === 'ACTIVE' ? [each.family] : [])));
    const isAsked = (family: string) => status === 'ALL' || active.has(family) === (status === 'ACTIVE');
    const families = [...new Set(all.map(({ family }) => family))].sort();
    const { items, ...rest } = page(families.filter(isAsked), input);
    return { families: items, ...rest };
  };
