import type { Operation } from '../../endpoint/service.ts';
import { nameIn } from '../arns.ts';
import { describeCapacityProvider } from '../describe-capacity.ts';
import type { Ecs } from '../ecs.ts';
import { page } from '../lookup.ts';

/** Shows capacity providers, all active ones unless told which; unknown ones are told as MISSING. */
export const describeCapacityProviders =
  (ecs: Ecs): Operation =>
  (input) => {
    const { capacityProviders } = ecs.store;
    const asked: string[] = (input.capacityProviders ?? []).map(nameIn);
    const withTags = input.include?.includes('TAGS') ?? false;
    const found = asked.length
      ? asked.flatMap((name) => capacityProviders.get(name) ?? [])
      : capacityProviders.all().filter(({ status }) => status === 'ACTIVE');
    const { items, ...rest } = page(found, input);
    const missing = asked.filter((name) => !capacityProviders.get(name));
    return {
      capacityProviders: items.map((each) => describeCapacityProvider(each, withTags)),
      failures: missing.map((name) => ({ arn: ecs.arns.capacityProvider(name), reason: 'MISSING' })),
      ...rest,
    };
  };
