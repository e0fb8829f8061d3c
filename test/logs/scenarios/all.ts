import type { Scenario } from '../scenario.ts';
import { ENGINE } from './engine.ts';
import { FLOW } from './flow.ts';
import { KILLS } from './kills.ts';
import { STREAM } from './stream.ts';

const ALL: readonly Scenario[] = [...FLOW, ...KILLS, ...STREAM, ...ENGINE];

/** Those that are named, or all that disturb nobody else, without those that are to be left out. */
export function chosen(only: string | undefined, skip: string | undefined): Scenario[] {
  const wanted = only ? namesIn(only) : ALL.filter(({ isRough }) => !isRough).map(({ name }) => name);
  const unwanted = namesIn(skip ?? '');
  return ALL.filter(({ name }) => wanted.includes(name) && !unwanted.includes(name));
}

// Private

function namesIn(text: string): string[] {
  const names = text.split(',').filter((name) => name !== '');
  const unknown = names.find((name) => !ALL.some((scenario) => scenario.name === name));
  if (unknown) throw new Error(`There is no scenario ${unknown}. There are: ${ALL.map(({ name }) => name).join(', ')}`);
  return names;
}
