import type { Actor } from '../../apps/actor.ts';
import { appsText } from '../../apps/developers.ts';
import { type Command, JSON_OPTION, noMoreWords } from '../command.ts';
import { seconds } from './access.ts';

export const whoami: Command = {
  name: 'whoami',
  usage: '[--json]',
  summary: 'Tells who you are here: name, role, apps, and how you came in',
  on: 'rack',
  role: 'read',
  options: JSON_OPTION,
  async run({ actor, print }, args) {
    noMoreWords(whoami, args);
    const { developer, via, from } = actor;
    const { name, role, apps } = developer;
    if (args.options.json) return print(`${JSON.stringify({ name, role, apps, via, from }, null, 2)}\n`);
    await print(`${name} (${role}), apps: ${appsText(apps)}\n${origin(actor)}\n`);
  },
};

// Private

function origin({ via, from }: Actor): string {
  if (via.kind === 'key') return `by the key ${via.fingerprint} from ${from}`;
  if (via.kind === 'session')
    return `by the console’s session ${via.id}, until ${seconds(via.expiresAt)}, from ${from}`;
  const end = via.expiresAt ? `until ${seconds(via.expiresAt)}` : 'without an end';
  return `by the token ${via.name} (${via.id}), ${end}, from ${from}`;
}
