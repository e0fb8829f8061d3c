import { ALERTS } from '../../model/alert.ts';
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
    await printList(context, args, context.rack.alerts.list(context.actor), {
      header: ['ALERT', 'SEVERITY', 'APP', 'SINCE', 'WHAT', 'HOW TO GO ON'],
      row: ({ name, severity, app, since, message, hint }) => {
        return [name, severity, app ?? '-', seconds(since) as string, message, hint];
      },
      id: ({ name, subject }) => `${name} ${subject}`,
      empty: 'Nothing is wrong. What was: ssh rack events --type alert.*',
    });
  },
};
