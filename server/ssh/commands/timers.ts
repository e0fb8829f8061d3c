import type { TimerRun } from '../../store/timer-runs.ts';
import { type Command, LIST_OPTIONS, noMoreWords, takeWord } from '../command.ts';
import { printList } from '../listing.ts';
import { seconds } from './access.ts';

export const timers: Command = {
  name: 'timers',
  aliases: ['cron'],
  usage: 'APP [--json]',
  summary: 'Lists what an app runs by the clock, when next, and how it went last',
  details: ['', '  Schedules and times are in UTC. What a run prints: ssh rack logs APP -p TIMER'],
  on: 'app',
  role: 'read',
  options: LIST_OPTIONS,
  async run(context, args) {
    noMoreWords(timers, args);
    const { actor, rack, app } = context;
    const list = rack.timers.list(app, actor);
    await printList(context, args, list, {
      header: ['NAME', 'SCHEDULE', 'NEXT', 'LAST', 'AS', 'COMMAND'],
      row: ({ name, schedule, next, last, process, command }) => [
        name,
        schedule,
        seconds(next) as string,
        last ? `${seconds(last.startedAt ?? last.endedAt)} ${endOf(last)}` : 'never',
        process,
        command,
      ],
      empty: `${app} runs nothing by the clock. Timers are declared in app.json or convox.yml.`,
    });
  },
};

export const timersRuns: Command = {
  name: 'timers runs',
  usage: 'APP [TIMER] [--json]',
  summary: 'Lists the last runs of an app’s timers, newest first, and how they went',
  details: ['', '  Of each timer 100 runs are kept. What they print: ssh rack logs APP -p TIMER'],
  on: 'app',
  role: 'read',
  options: LIST_OPTIONS,
  async run(context, args) {
    const { actor, rack, app } = context;
    const timer = args.words.shift();
    noMoreWords(timersRuns, args);
    const list = rack.timers.runs(app, timer, actor);
    await printList(context, args, list, {
      header: ['TIMER', 'STARTED', 'TOOK', 'RESULT'],
      row: (run) => [run.timer, seconds(run.startedAt) ?? '-', took(run), endOf(run)],
      id: ({ task }) => task,
      empty: `No timer of ${app} has run yet. When they do: ssh rack timers ${app}`,
    });
  },
};

export const timersRun: Command = {
  name: 'timers run',
  aliases: ['cron run'],
  usage: 'APP TIMER',
  summary: 'Runs a timer of an app now, beside its schedule',
  details: ['', '  It does not wait for the end: see  ssh rack timers runs APP TIMER  and  ssh rack logs APP -p TIMER'],
  on: 'app',
  role: 'deploy',
  async run({ actor, rack, app, print }, args) {
    const timer = takeWord(timersRun, args, 'which timer');
    noMoreWords(timersRun, args);
    const { task } = await rack.timers.run(app, timer, actor);
    await print(
      `${timer} runs as the task ${task}.\nHow it goes: ssh rack timers runs ${app} ${timer}\nWhat it prints: ssh rack logs ${app} -p ${timer}\n`,
    );
  },
};

// Private

function endOf({ endedAt, exitCode, reason }: TimerRun): string {
  if (endedAt === undefined) return 'runs';
  return exitCode === 0 ? 'ok' : (reason ?? 'ended');
}

function took({ startedAt, endedAt }: TimerRun): string {
  if (startedAt === undefined || endedAt === undefined) return '-';
  return `${((Date.parse(endedAt) - Date.parse(startedAt)) / 1000).toFixed(1)}s`;
}
