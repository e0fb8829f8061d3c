import { ALERTS, type Alert } from '../../model/alert.ts';
import { type Command, LIST_OPTIONS, noMoreWords } from '../command.ts';
import { printList } from '../listing.ts';
import { seconds } from './access.ts';

export const alerts: Command = {
  name: 'alerts',
  usage: '[--json]',
  summary: 'Lists what is wrong now, and how to go on',
  details: ['', 'What can be wrong:', ...Object.entries(ALERTS).map(([name, what]) => `  ${name.padEnd(16)} ${what}`)],
  on: 'rack',
  role: 'read',
  options: LIST_OPTIONS,
  async run(context, args) {
    noMoreWords(alerts, args);
    const list = context.rack.alerts.list(context.actor);
    await printList(context, args, list, {
      header: ['ALERT', 'SEVERITY', 'APP', 'SINCE', 'WHAT'],
      row: ({ name, severity, app, since, message }) => {
        return [name, severity, app ?? '-', seconds(since) as string, message];
      },
      id: ({ name, subject }) => `${name} ${subject}`,
      empty: 'Nothing is wrong. What was: ssh rack events --type alert.*',
    });
    if (!args.options.json && !args.options.quiet) await context.tell(hintsOf(list));
  },
};

// Private

/** How to go on, in lines of their own: a table with them would be too wide. */
function hintsOf(list: readonly Alert[]): string {
  return [...new Set(list.map(({ name, hint }) => `${name}: ${hint}\n`))].join('');
}
