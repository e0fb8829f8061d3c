import { invalidCombination } from '../../datastores/requests.ts';
import { AwsError } from '../../endpoint/service.ts';
import type { Engine } from './engine.ts';
import { mariadb } from './mariadb.ts';
import { postgres } from './postgres.ts';

/** The kinds of database servers there are on this machine: those of Debian. */
export const ENGINES: readonly Engine[] = [postgres, mariadb];

/** The kind of this name; throws what AWS answers where there is none. */
export function engineNamed(name: unknown): Engine {
  const found = ENGINES.find((engine) => engine.name === name);
  if (found) return found;
  const names = ENGINES.map((engine) => engine.name).join(', ');
  throw new AwsError('InvalidParameterValue', `Invalid DB engine: ${name}. On this machine there are: ${names}.`);
}

/** Throws what AWS answers unless the engine has this version; without one it is the engine's newest. */
export function checkVersion({ name, version: known }: Engine, version: unknown): void {
  if (version === undefined || version === '' || version === known) return;
  throw invalidCombination(`Cannot find version ${version} for ${name}. On this machine there is: ${known}.`);
}
