import { table } from '../../../lib/table.ts';
import { APP, type Command, JSON_OPTION, noMoreWords, takeApp } from '../command.ts';

export const ps: Command = {
  name: 'ps',
  usage: 'APP [--json]',
  summary: 'Lists the running copies of the processes of an app',
  role: 'read',
  options: { ...APP, ...JSON_OPTION },
  async run({ rack, print, tell }, args) {
    const app = takeApp(ps, args);
    noMoreWords(ps, args);
    const list = await rack.processes.list(app);
    if (args.options.json) return print(`${JSON.stringify(list, null, 2)}\n`);
    if (list.length === 0) return tell(`Nothing of ${app} runs. Deploy it: git push rack main\n`);
    const rows = list.map((each) => [each.name, each.state, each.release, seconds(each.since), each.lastStop ?? '']);
    await print(table(['NAME', 'STATE', 'RELEASE', 'SINCE', 'LAST STOP'], rows));
  },
};

// Private

const seconds = (time: string | undefined) => time?.replace(/\.\d+Z$/, 'Z') ?? '-';
