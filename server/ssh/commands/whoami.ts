import { type Command, JSON_OPTION } from '../command.ts';

export const whoami: Command = {
  name: 'whoami',
  usage: '[--json]',
  summary: 'Tells your name and role',
  on: 'rack',
  role: 'read',
  options: JSON_OPTION,
  async run({ actor, print }, { options }) {
    const { name, role } = actor.developer;
    await print(options.json ? `${JSON.stringify({ name, role }, null, 2)}\n` : `${name} (${role})\n`);
  },
};
