import { changesOf, type Env, type EnvChanges } from './environment.ts';
import { type Release, whatRuns } from './release.ts';

/** One thing that differs; undefined where there is none. */
export interface Difference {
  /** `commit`, `web memory`, `timer nightly`. */
  what: string;
  before: string | undefined;
  after: string | undefined;
}

/** How two releases differ. */
export interface ReleaseDiff {
  /** `v3` */
  from: string;
  to: string;
  differences: Difference[];
  /** Names of variables. What has changed is not known of releases whose environment was not kept. */
  env: Omit<EnvChanges, 'changed'> & { changed: string[] | undefined };
  /** Name → what it was and is, of those that differ, for those who may know. */
  values?: Record<string, { before: string | undefined; after: string | undefined }>;
}

/** A release and its environment, where that was kept. */
export interface Compared {
  release: Release;
  env: Env | undefined;
}

/** What differs between two releases; the values of variables only where they are asked for. */
export function diffOf(before: Compared, after: Compared, { values = false } = {}): ReleaseDiff {
  const env = envChanges(before, after);
  return {
    from: `v${before.release.version}`,
    to: `v${after.release.version}`,
    differences: compared(factsOf(before.release), factsOf(after.release)),
    env,
    ...(values && { values: valuesOf(env, before.env ?? {}, after.env ?? {}) }),
  };
}

// Private

type Facts = ReadonlyMap<string, string>;

function compared(before: Facts, after: Facts): Difference[] {
  const names = [...new Set([...before.keys(), ...after.keys()])];
  return names
    .map((what) => ({ what, before: before.get(what), after: after.get(what) }))
    .filter((each) => each.before !== each.after);
}

/** What a release is, a word a fact, so that any two can be held against each other. */
function factsOf(release: Release): Facts {
  const { image, processes, phases, timers, variables } = release;
  const facts = new Map([
    ['commit', whatRuns(release)],
    ['image', shortly(image)],
  ]);
  for (const [process, spec] of Object.entries(processes)) {
    facts.set(process, 'runs');
    for (const [key, value] of Object.entries(spec))
      if (value !== undefined) facts.set(`${process} ${key}`, word(value));
  }
  for (const [phase, command] of Object.entries(phases))
    if (command !== undefined) facts.set(`${phase} phase`, command);
  for (const [name, timer] of Object.entries(timers))
    facts.set(`timer ${name}`, `${timer.schedule} ${timer.command} (as ${timer.process})`);
  for (const [name, spec] of Object.entries(variables)) facts.set(`variable ${name}`, word(spec));
  return facts;
}

function word(value: unknown): string {
  if (value === null) return "the image's own";
  return typeof value === 'string' ? shortly(value) : JSON.stringify(value);
}

/** Digests are told apart by their first digits. */
const shortly = (text: string) => text.replace(/@(sha256:[0-9a-f]{12})[0-9a-f]{52}$/, '@$1');

function envChanges(before: Compared, after: Compared): ReleaseDiff['env'] {
  if (before.env && after.env) return changesOf(before.env, after.env);
  const names = ({ release }: Compared) => Object.fromEntries(release.secrets.map((name) => [name, '']));
  return { ...changesOf(names(before), names(after)), changed: undefined };
}

function valuesOf({ added, removed, changed = [] }: ReleaseDiff['env'], before: Env, after: Env) {
  const names = [...added, ...removed, ...changed].sort();
  return Object.fromEntries(names.map((name) => [name, { before: before[name], after: after[name] }]));
}
