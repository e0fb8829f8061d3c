import { MESSAGES, TIMED_MESSAGES } from '../../logs/forms.ts';
import { type Build, secondsOf } from '../../model/build.ts';
import { type Command, JSON_OPTION, LIST_OPTIONS, noMoreWords } from '../command.ts';
import { printList } from '../listing.ts';
import { LOG_DETAILS, LOG_OPTIONS, lookOf, showPages, wishOf } from './log-options.ts';

/** Builds that a list shows unless all are asked for. */
const SHOWN = 20;

/** What the options of logs mean otherwise for a build's. */
const DIFFERENT: Readonly<Record<string, string>> = {
  '-f': '  -f, --follow         go on until the build ends; the exit code is 1 unless it made its image',
  '-n': '  -n, --num N          the last N lines (all)',
};

export const builds: Command = {
  name: 'builds',
  aliases: ['builds list'],
  usage: 'APP [--all] [--json]',
  summary: `Lists the last ${SHOWN} builds of an app, newest first`,
  on: 'app',
  role: 'read',
  options: { ...LIST_OPTIONS, all: { type: 'boolean' } },
  async run(context, args) {
    noMoreWords(builds, args);
    const { actor, rack, app } = context;
    const list = rack.builds.list(app, actor).slice(0, args.options.all ? undefined : SHOWN);
    const header = ['ID', 'STATE', 'COMMIT', 'BY', 'STARTED', 'TOOK', 'REASON'];
    const empty = `${app} has no build yet. Deploy it: git push rack main`;
    await printList(context, args, list, { header, row: rowOf, empty });
  },
};

export const buildsShow: Command = {
  name: 'builds show',
  aliases: ['builds info'],
  usage: 'APP [BUILD] [--json]',
  summary: 'Shows one build, the newest unless it is named',
  on: 'app',
  role: 'read',
  options: JSON_OPTION,
  async run({ actor, rack, app, print }, args) {
    const id = args.words.shift();
    noMoreWords(buildsShow, args);
    const build = rack.builds.find(app, id, actor);
    if (args.options.json) return print(`${JSON.stringify(build, null, 2)}\n`);
    const rows = factsOf(build).map(
      ([name, value]) => `${name}:`.padEnd(10) + value.replaceAll('\n', `\n${' '.repeat(10)}`),
    );
    await print(`${rows.join('\n')}\n`);
  },
};

export const buildsLogs: Command = {
  name: 'builds logs',
  aliases: ['builds log', 'builds output'],
  usage: 'APP [BUILD] [-f] [--times] [-n N] [--since 1h] [--until TIME] [--filter WORDS] [--grep REGEX] [--json]',
  summary: 'Shows what a build said, the newest unless it is named',
  details: [
    ...LOG_DETAILS.map((line) => DIFFERENT[line.trim().split(/[ ,]/)[0] as string] ?? line),
    '  --times              the time in front of each line',
  ],
  on: 'app',
  role: 'read',
  options: { ...LOG_OPTIONS, times: { type: 'boolean' } },
  async run(context, args) {
    const { actor, rack, app, tell, signal } = context;
    const id = args.words.shift();
    noMoreWords(buildsLogs, args);
    const build = rack.builds.find(app, id, actor);
    const wish = wishOf(buildsLogs, args);
    const look = lookOf(buildsLogs, args, context, args.options.times ? TIMED_MESSAGES : MESSAGES);
    const pages = rack.builds.log(build, wish, signal);
    await showPages(context, pages, { ...look, follow: wish.follow, again: `builds logs ${app} ${build.id}` });
    const { state, reason } = rack.builds.find(app, build.id, actor);
    if (!args.options.json) await tell(`${build.id}: ${state}${reason === undefined ? '' : `: ${reason}`}\n`);
    return wish.follow && (state === 'failed' || state === 'cancelled') ? 1 : 0;
  },
};

export const buildsCancel: Command = {
  name: 'builds cancel',
  usage: 'APP [BUILD]',
  summary: 'Stops a build that waits or runs; the push that needs it is declined',
  on: 'app',
  role: 'deploy',
  async run({ actor, rack, app, print }, args) {
    const id = args.words.shift();
    noMoreWords(buildsCancel, args);
    const build = await rack.builds.cancel(app, id, actor);
    await print(`${build.id} is ${build.state}.\n`);
  },
};

// Private

const shortly = (time: string) => time.replace(/\.\d+Z$/, 'Z');

function rowOf(build: Build): string[] {
  const { id, state, commit, createdBy, startedAt, reason = '' } = build;
  const took = state === 'waiting' ? '' : `${secondsOf(build).toFixed(1)}s`;
  return [id, state, commit.slice(0, 7), createdBy, shortly(startedAt), took, reason.split('\n')[0] as string];
}

function factsOf(build: Build): [string, string][] {
  const { id, app, unit, state, commit, createdBy, startedAt, endedAt, image, bases, reason } = build;
  const facts: [string, string | undefined][] = [
    ['Build', id],
    ['App', app],
    ['Image of', unit === 'app' ? undefined : unit],
    ['State', state],
    ['Commit', commit],
    ['By', createdBy],
    ['Started', shortly(startedAt)],
    ['Took', endedAt && `${secondsOf(build).toFixed(1)}s`],
    ['Image', image],
    ['Built on', bases.map(({ image, digest }) => `${image} ${digest}`).join('\n') || undefined],
    ['Reason', reason],
  ];
  return facts.filter((fact): fact is [string, string] => fact[1] !== undefined);
}
