import { Failure } from '../../lib/failure.ts';
import { isWreck, type Stack, type StackState } from './stack.ts';

/** The stack of a rack that was made; throws a `Failure` `no_rack` when there is none in this account and region. */
export async function installedRack(stack: Stack): Promise<StackState> {
  const there = await stack.find();
  if (there && there.status !== 'REVIEW_IN_PROGRESS') return there;
  throw new Failure('no_rack', `There is no rack "${stack.name}" in this account and region.`, {
    hint: `See AWS_PROFILE and AWS_REGION, or make it: rack install ${stack.name}`,
  });
}

/** The stack of a rack that can be changed; throws a `Failure` `rack_broken` for what a failed install or uninstall left. */
export async function changeableRack(stack: Stack): Promise<StackState> {
  const there = await installedRack(stack);
  if (!isWreck(there)) return there;
  throw new Failure('rack_broken', `The stack ${stack.name} is ${there.status}: there is no rack to update.`, {
    hint: `Make it anew: rack install ${stack.name}  Or clear it away: rack uninstall ${stack.name}`,
  });
}
