import type { Readable } from 'node:stream';
import { Failure } from '../../../lib/failure.ts';
import { lines } from '../../../lib/lines.ts';
import { type Command, type CommandContext, noMoreWords } from '../command.ts';

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
    const typed = (args.options.confirm as string | undefined) ?? (await ask(context, name));
    if (typed !== name) throw notConfirmed(name);
    await context.tell(`-----> Destroying ${name}\n`);
    const onWait = () => void context.tell('-----> Waiting for a push or change of it to end\n');
    await context.rack.apps.destroy(name, context.actor, { signal: context.signal, onWait });
    await context.print(`${name} is gone.\n`);
  },
};

// Private

async function ask({ stdin, tell }: CommandContext, name: string): Promise<string> {
  await tell(`This removes ${name} for ever: what runs, its images, repository, releases and logs.\nType its name: `);
  return (await firstLine(stdin)).trim();
}

async function firstLine(stdin: Readable): Promise<string> {
  for await (const line of lines(stdin)) return line;
  return '';
}

function notConfirmed(name: string): Failure {
  return new Failure('not_confirmed', `The name was not typed again; ${name} is as it was.`, {
    hint: `Without a question: ssh rack destroy ${name} --confirm ${name}`,
  });
}
