import { type Command, noMoreWords } from '../command.ts';
import { confirmed } from './retyped-name.ts';

export const destroy: Command = {
  name: 'destroy',
  aliases: ['apps destroy'],
  usage: 'APP [--confirm APP]',
  summary: 'Removes an app with all it has, after you typed its name again',
  on: 'app',
  role: 'deploy',
  options: { confirm: { type: 'string' } },
  async run(context, args) {
    const name = context.app;
    noMoreWords(destroy, args);
    const question = `This removes ${name} for ever: what runs, its images, repository, releases and logs.`;
    await confirmed(context, { name, question, command: 'destroy', typed: args.options.confirm });
    await context.tell(`-----> Destroying ${name}\n`);
    const onWait = () => void context.tell('-----> Waiting for a push or change of it to end\n');
    await context.rack.apps.destroy(name, context.actor, { signal: context.signal, onWait });
    await context.print(`${name} is gone.\n`);
  },
};
