import { table } from '../../../lib/table.ts';
import { told } from '../../apps/apps.ts';
import { type Command, JSON_OPTION, noMoreWords } from '../command.ts';

export const apps: Command = {
  name: 'apps',
  aliases: ['apps list'],
  usage: '[--json]',
  summary: 'Lists the apps',
  on: 'rack',
  role: 'read',
  options: JSON_OPTION,
  async run({ actor, rack, print, tell }, args) {
    noMoreWords(apps, args);
    const list = rack.apps.list(actor);
    if (args.options.json) return print(`${JSON.stringify(list.map(told), null, 2)}\n`);
    if (list.length === 0) return tell('There is no app yet. Push one: git push rack main\n');
    const rows = list.map(({ name, live, url }) => [name, live ? `v${live.version}` : '-', url]);
    await print(table(['NAME', 'RELEASE', 'URL'], rows));
  },
};
