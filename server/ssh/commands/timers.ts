import { table } from '../../../lib/table.ts';
import { type Command, JSON_OPTION, noMoreWords } from '../command.ts';

export const timers: Command = {
  name: 'timers',
  aliases: ['cron'],
  usage: 'APP [--json]',
  summary: 'Lists what an app runs by the clock, and when next',
  details: ['', '  Schedules and times are in UTC. What a run prints: ssh rack logs APP -p TIMER'],
  on: 'app',
  role: 'read',
  options: JSON_OPTION,
  async run({ actor, rack, app, print, tell }, args) {
    noMoreWords(timers, args);
    const list = rack.timers.list(app, actor);
    if (args.options.json) return print(`${JSON.stringify(list, null, 2)}\n`);
    if (list.length === 0)
      return tell(`${app} runs nothing by the clock. Timers are declared in app.json or convox.yml.\n`);
    const rows = list.map(({ name, schedule, next, process, command }) => [
      name,
      schedule,
      next.replace(/\.\d+Z$/, 'Z'),
      process,
      command,
    ]);
    await print(table(['NAME', 'SCHEDULE', 'NEXT', 'AS', 'COMMAND'], rows));
  },
};
