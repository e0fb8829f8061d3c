import { Failure } from '../../lib/failure.ts';
import { nearest } from '../../lib/nearest.ts';

/** What `git push -o …` asks for. */
export interface PushOptions {
  /** Takes the place of the pushes of this app that wait. */
  supersede: boolean;
  /** Only stores what it brings. */
  noDeploy: boolean;
}

/** A push that asks for nothing special. */
export const NO_OPTIONS: PushOptions = { supersede: false, noDeploy: false };

const KNOWN = ['supersede', 'no-deploy'];

/** Reads the options of a push; throws a `Failure` `unknown_push_option` that names the one that was meant. */
export function pushOptions(spoken: readonly string[]): PushOptions {
  const unknown = spoken.find((option) => !KNOWN.includes(option));
  if (unknown !== undefined) throw unknownOption(unknown);
  return { supersede: spoken.includes('supersede'), noDeploy: spoken.includes('no-deploy') };
}

// Private

function unknownOption(option: string): Failure {
  // Who means one of these types about as much.
  const near = nearest(option.slice(0, 40), KNOWN);
  const all = KNOWN.map((name) => `-o ${name}`).join(' and ');
  return new Failure('unknown_push_option', `There is no push option ${JSON.stringify(option.slice(0, 80))}.`, {
    hint: near ? `Did you mean -o ${near}? There are ${all}.` : `There are ${all}.`,
  });
}
