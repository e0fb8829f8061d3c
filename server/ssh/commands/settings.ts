import { table } from '../../../lib/table.ts';
import { SETTINGS } from '../../model/settings.ts';
import { type Command, type CommandContext, JSON_OPTION, noMoreWords, usageFailure } from '../command.ts';

const ALL = ['', ...SETTINGS.map(({ name, what, standard }) => `  ${name.padEnd(14)} ${what}; ${standard} unless set`)];

export const settings: Command = {
  name: 'settings',
  usage: 'APP [--json]',
  summary: 'Shows how an app is set: which branch deploys, what is protected',
  on: 'app',
  role: 'read',
  options: JSON_OPTION,
  async run({ actor, rack, app, print }, args) {
    noMoreWords(settings, args);
    const list = rack.settings.list(app, actor);
    if (args.options.json) return print(`${JSON.stringify(list, null, 2)}\n`);
    const rows = list.map(({ name, value, standard, what }) => [name, value ?? `(${standard})`, what]);
    await print(table(['NAME', 'VALUE', 'WHAT'], rows));
  },
};

export const set: Command = {
  name: 'set',
  usage: 'APP NAME=VALUE…',
  summary: 'Changes settings of an app; it deploys nothing',
  details: ALL,
  on: 'app',
  role: 'deploy',
  async run(context, args) {
    const pairs = args.words.map((word) => {
      const at = word.indexOf('=');
      if (at < 1) throw usageFailure(set, `"${word}" is no NAME=VALUE.`);
      return [word.slice(0, at), word.slice(at + 1)] as const;
    });
    if (pairs.length === 0) throw usageFailure(set, 'Say which settings.');
    await told(context, context.rack.settings.set(context.app, Object.fromEntries(pairs), request(context)));
  },
};

export const unset: Command = {
  name: 'unset',
  usage: 'APP NAME…',
  summary: 'Gives settings of an app their standard again',
  details: ALL,
  on: 'app',
  role: 'deploy',
  async run(context, args) {
    if (args.words.length === 0) throw usageFailure(unset, 'Say which settings.');
    await told(context, context.rack.settings.unset(context.app, args.words, request(context)));
  },
};

// Private

function request({ actor, signal, tell }: CommandContext) {
  const onWait = ({ ahead }: { ahead: number }) => void tell(`-----> Waiting for a push or change (${ahead} ahead)\n`);
  return { actor, signal, onWait };
}

async function told({ tell }: CommandContext, change: Promise<string[]>): Promise<void> {
  for (const line of await change) await tell(`${line}\n`);
}
