import { APP, type Command, noMoreWords, takeApp } from '../command.ts';

export const create: Command = {
  name: 'create',
  aliases: ['apps create'],
  usage: 'NAME',
  summary: 'Makes an app; the first push of a new name does so too',
  role: 'deploy',
  options: APP,
  async run({ actor, rack, print, tell }, args) {
    const name = takeApp(create, args);
    noMoreWords(create, args);
    await tell(`-----> Creating ${name}\n`);
    const { url } = await rack.apps.create(name, actor);
    await print(
      `${name} is ready. Deploy it:\n  git remote add rack rack:${name}\n  git push rack main\nIt will answer at ${url}\n`,
    );
  },
};
