import { Failure } from '../../lib/failure.ts';
import type { Stack, StackState } from './stack.ts';

/** The stack of a rack that was made; throws a `Failure` `no_rack` when there is none in this account and region. */
export async function installedRack(stack: Stack): Promise<StackState> {
  const there = await stack.find();
  if (there && there.status !== 'REVIEW_IN_PROGRESS') return there;
  throw new Failure('no_rack', `There is no rack "${stack.name}" in this account and region.`, {
    hint: `See AWS_PROFILE and AWS_REGION, or make it: rack install ${stack.name}`,
  });
}
