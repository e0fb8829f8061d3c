import { type Command, noMoreWords } from '../command.ts';

export const lock: Command = {
  name: 'lock',
  usage: 'APP [--reason TEXT]',
  summary: 'Keeps everybody from pushing, deploying, changing or destroying an app, until it is unlocked',
  details: ['', '  Restarts, commands and maintenance are as ever.'],
  on: 'app',
  role: 'deploy',
  options: { reason: { type: 'string' } },
  async run({ actor, rack, app, print }, args) {
    noMoreWords(lock, args);
    await rack.locks.lock(app, args.options.reason as string | undefined, actor);
    await print(`${app} is locked.\n`);
  },
};

export const unlock: Command = {
  name: 'unlock',
  usage: 'APP',
  summary: 'Lets an app be changed again',
  on: 'app',
  role: 'deploy',
  async run({ actor, rack, app, print }, args) {
    noMoreWords(unlock, args);
    await rack.locks.unlock(app, actor);
    await print(`${app} is not locked any more.\n`);
  },
};
