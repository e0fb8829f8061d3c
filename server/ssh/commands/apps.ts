import { told } from '../../apps/apps.ts';
import { type Command, LIST_OPTIONS, noMoreWords } from '../command.ts';
import { printList } from '../listing.ts';

export const apps: Command = {
  name: 'apps',
  aliases: ['apps list'],
  usage: '[--json]',
  summary: 'Lists the apps',
  on: 'rack',
  role: 'read',
  options: LIST_OPTIONS,
  async run(context, args) {
    noMoreWords(apps, args);
    const list = context.rack.apps.list(context.actor).map(told);
    await printList(context, args, list, {
      header: ['NAME', 'RELEASE', 'URL'],
      row: ({ name, live, url }) => [name, live ? `v${live.version}` : '-', url],
      empty: 'There is no app yet. Push one: git push rack main',
    });
  },
};
