import { table } from '../../../lib/table.ts';
import { outputTo } from '../../deploy/output.ts';
import { type Release, whatRuns } from '../../model/release.ts';
import type { ReleaseDiff } from '../../model/release-diff.ts';
import { type Command, JSON_OPTION, noMoreWords, takeWord } from '../command.ts';

/** Releases that a list shows unless all are asked for. */
const SHOWN = 20;

export const releases: Command = {
  name: 'releases',
  aliases: ['releases list'],
  usage: 'APP [--all] [--json]',
  summary: `Lists the last ${SHOWN} releases of an app, newest first: who, what, when, and which one runs`,
  on: 'app',
  role: 'read',
  options: { ...JSON_OPTION, all: { type: 'boolean' } },
  async run({ actor, rack, app, print, tell }, args) {
    noMoreWords(releases, args);
    const all = rack.releases.list(app, actor);
    if (args.options.json) return print(`${JSON.stringify(all, null, 2)}\n`);
    if (all.length === 0) return tell(`${app} has no release yet. Deploy it: git push rack main\n`);
    const { live } = rack.apps.find(app, actor);
    const list = args.options.all ? all : all.slice(0, SHOWN);
    const rows = list.map((each) => rowOf(each, live));
    await print(table(['VERSION', 'ID', 'STATE', 'COMMIT', 'BY', 'CREATED', 'DESCRIPTION'], rows));
  },
};

export const releasesInfo: Command = {
  name: 'releases info',
  aliases: ['releases show'],
  usage: 'APP [vN] [--json]',
  summary: 'Tells what a release is, by itself the live one',
  on: 'app',
  role: 'read',
  options: JSON_OPTION,
  async run({ actor, rack, app, print, tell }, args) {
    const which = args.words.shift();
    noMoreWords(releasesInfo, args);
    const { live } = rack.apps.find(app, actor);
    const release = which === undefined ? live : rack.releases.find(app, which, actor);
    if (!release) return tell(`${app} has no live release yet. Deploy it: git push rack main\n`);
    if (args.options.json) return print(`${JSON.stringify(release, null, 2)}\n`);
    const rows = factsOf(release, live).map(([name, value]) => `${`${name}:`.padEnd(13)} ${value}\n`);
    await print(rows.join(''));
  },
};

export const releasesDiff: Command = {
  name: 'releases diff',
  usage: 'APP [vA [vB]] [--values] [--json]',
  summary: 'Shows how vB, by itself the live release, differs from vA, by itself the one before it',
  details: ['', '  --values  shows what variables were and are, for those who may deploy'],
  on: 'app',
  role: 'read',
  options: { ...JSON_OPTION, values: { type: 'boolean' } },
  async run({ actor, rack, app, print }, args) {
    const [from, to] = [args.words.shift(), args.words.shift()];
    noMoreWords(releasesDiff, args);
    const wish = { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
    const diff = rack.releases.diff(app, { ...wish, values: args.options.values === true }, actor);
    await print(args.options.json ? `${JSON.stringify(diff, null, 2)}\n` : textOf(diff));
  },
};

export const releasesPromote: Command = {
  name: 'releases promote',
  aliases: ['promote'],
  usage: 'APP vN',
  summary: 'Brings a release live that waits, or was live before',
  on: 'app',
  role: 'deploy',
  async run({ actor, rack, app, tell, signal }, args) {
    const which = takeWord(releasesPromote, args, 'which release, as in v4');
    noMoreWords(releasesPromote, args);
    const output = outputTo((line) => void tell(`${line}\n`));
    await rack.releases.promote(app, which, { actor, output, signal });
  },
};

// Private

const shortly = (time: string) => time.replace(/\.\d+Z$/, 'Z');

/** Only one runs of those that went live. */
function stateOf({ id, state }: Release, live: Release | undefined): string {
  return state === 'live' && id !== live?.id ? 'past' : state;
}

function rowOf(release: Release, live: Release | undefined): string[] {
  const { version, id, createdBy, createdAt, description } = release;
  return [`v${version}`, id, stateOf(release, live), whatRuns(release), createdBy, shortly(createdAt), description];
}

function factsOf(release: Release, live: Release | undefined): [string, string][] {
  const { version, id, description, createdAt, createdBy, liveAt, commit, build, image, secrets } = release;
  const facts: [string, string | undefined][] = [
    ['Release', `v${version} (${id})`],
    ['What', description],
    ['State', stateOf(release, live)],
    ['Made', `${shortly(createdAt)} by ${createdBy}`],
    ['Went live', liveAt && shortly(liveAt)],
    ['Commit', commit],
    ['Build', build],
    ['Image', image || undefined],
    ...Object.entries(release.processes).map(
      ([name, { command }]) => [`  ${name}`, command ?? "the image's own command"] as [string, string],
    ),
    ['Variables', secrets.join(', ') || 'none'],
  ];
  return facts.filter((fact): fact is [string, string] => fact[1] !== undefined);
}

function textOf({ from, to, differences, env, values }: ReleaseDiff): string {
  const lines = differences.map(({ what, before, after }) => sentence(what, before, after));
  const variables = Object.entries(env).flatMap(([kind, names]) => (names ?? []).map((name) => [name, kind] as const));
  const named = variables.sort().map(([name, kind]) => {
    const value = values?.[name];
    return value ? sentence(name, asJson(value.before), asJson(value.after)) : `${name}: ${kind}`;
  });
  const unknown = env.changed
    ? []
    : ['Which variables have other values is not known: an older Rack made one of them.'];
  const all = [...lines, ...named, ...unknown];
  return `${[`${from} -> ${to}`, ...(all.length > 0 ? all : ['Nothing differs.'])].join('\n')}\n`;
}

const asJson = (value: string | undefined) => (value === undefined ? undefined : JSON.stringify(value));

function sentence(what: string, before: string | undefined, after: string | undefined): string {
  if (before === undefined) return `${what}: ${after} (added)`;
  return after === undefined ? `${what}: ${before} (removed)` : `${what}: ${before} -> ${after}`;
}
