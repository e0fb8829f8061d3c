import { outputTo } from '../../deploy/output.ts';
import { type Command, type CommandContext, JSON_OPTION, noMoreWords } from '../command.ts';
import { inputText } from '../input.ts';

export const maintenance: Command = {
  name: 'maintenance',
  usage: 'APP [--json]',
  summary: 'Tells whether an app is in maintenance',
  on: 'app',
  role: 'read',
  options: JSON_OPTION,
  async run({ actor, rack, app, print }, args) {
    noMoreWords(maintenance, args);
    const state = rack.maintenance.of(app, actor);
    if (args.options.json) return print(`${JSON.stringify(state ?? null, null, 2)}\n`);
    await print(state ? `on, since ${state.since.replace(/\.\d+Z$/, 'Z')} by ${state.by}\n` : 'off\n');
  },
};

export const maintenanceOn: Command = {
  name: 'maintenance on',
  usage: 'APP [--page < PAGE.html]',
  summary: 'Lets an app answer 503 and a page; its processes go on, and deploys do not end it',
  on: 'app',
  role: 'deploy',
  options: { page: { type: 'boolean' } },
  async run(context, args) {
    noMoreWords(maintenanceOn, args);
    const page = args.options.page ? { page: await inputText(context.stdin, MOST_PAGE) } : {};
    await context.rack.maintenance.on(context.app, page, request(context));
  },
};

export const maintenanceOff: Command = {
  name: 'maintenance off',
  usage: 'APP',
  summary: 'Lets an app serve again',
  on: 'app',
  role: 'deploy',
  async run(context, args) {
    noMoreWords(maintenanceOff, args);
    await context.rack.maintenance.off(context.app, request(context));
  },
};

// Private

/** Bytes that are read; a load balancer takes less, and says so. */
const MOST_PAGE = 16 * 1024;

function request({ actor, signal, tell }: CommandContext) {
  return { actor, signal, output: outputTo((line) => void tell(`${line}\n`)) };
}
