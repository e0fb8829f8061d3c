import type { Input } from '../endpoint/service.ts';
import { priorityInUse, validationError } from './errors.ts';
import { integer } from './input.ts';
import type { State } from './state.ts';

export function priorityIn(input: Input): number {
  const priority = integer(input, 'Priority', [1, 50_000]);
  if (priority === undefined) throw validationError('A rule priority must be specified');
  return priority;
}

/** Refuses priorities that another rule of the listener has; `but` are rules which give theirs up. */
export function refuseTaken(state: State, listenerArn: string, priorities: number[], but: string[] = []): void {
  const kept = state.rulesOf(listenerArn).filter(({ arn }) => !but.includes(arn));
  const taken = [...kept.map(({ priority }) => priority), ...priorities].sort((one, other) => one - other);
  const twice = taken.find((priority, index) => priority === taken[index + 1]);
  if (twice !== undefined) throw priorityInUse(twice);
}
