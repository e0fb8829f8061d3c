import { isType } from '../../process-type.ts';
import type { Value } from '../value.ts';

/** Refuses what cannot name a service or a timer. */
export function checkName(name: string, value: Value): void {
  if (!isType(name) || name !== name.toLowerCase() || name.includes('_') || name.endsWith('-'))
    throw value.bad(
      `"${name.slice(0, 80)}" cannot be a name; use a small letter, then up to 29 small letters, digits and -.`,
    );
  if (PHASES.includes(name)) throw value.bad(`${name} is the name of a phase of deploys; choose another.`);
}

// Private

const PHASES = ['release', 'postdeploy'];
