import { type Command, noMoreWords } from '../command.ts';

export const create: Command = {
  name: 'create',
  aliases: ['apps create'],
  usage: 'NAME',
  summary: 'Makes an app; the first push of a new name does so too',
  on: 'new app',
  role: 'deploy',
  async run({ actor, rack, app: name, print, tell, signal }, args) {
    noMoreWords(create, args);
    await tell(`-----> Creating ${name}\n`);
    const { url } = await rack.apps.create(name, actor, signal);
    await print(
      `${name} is ready. Deploy it:\n  git remote add rack rack:${name}\n  git push rack main\nIt will answer at ${url}\n`,
    );
  },
};
