import { table } from '../../../lib/table.ts';
import { type Command, JSON_OPTION, noMoreWords } from '../command.ts';

export const ps: Command = {
  name: 'ps',
  usage: 'APP [--json]',
  summary: 'Lists the running copies of the processes of an app',
  on: 'app',
  role: 'read',
  options: JSON_OPTION,
  async run({ actor, rack, app, print, tell }, args) {
    noMoreWords(ps, args);
    const list = await rack.processes.list(app, actor);
    if (args.options.json) return print(`${JSON.stringify(list, null, 2)}\n`);
    if (list.length === 0) return tell(`Nothing of ${app} runs. Deploy it: git push rack main\n`);
    const rows = list.map((each) => [each.name, each.state, each.release, seconds(each.since), each.lastStop ?? '']);
    await print(table(['NAME', 'STATE', 'RELEASE', 'SINCE', 'LAST STOP'], rows));
  },
};

// Private

const seconds = (time: string | undefined) => time?.replace(/\.\d+Z$/, 'Z') ?? '-';
