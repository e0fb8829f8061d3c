import { Failure } from '../../lib/failure.ts';
import { confirmName } from '../ask.ts';
import type { Command, Context } from '../command.ts';
import { inAccount, rackOf } from '../install/account.ts';
import type { Clients } from '../install/clients.ts';
import { Installation } from '../install/installation.ts';
import { Interrupt } from '../install/interrupt.ts';
import { ACCOUNT_OPTIONS } from '../install/options.ts';
import { Uninstallation } from '../install/uninstallation.ts';

export const uninstall: Command = {
  name: 'uninstall',
  summary: 'delete a rack from an AWS account',
  usage: 'NAME [--confirm NAME] [--apps] [--region R]',
  help: `Deletes the rack NAME: its stack with all state, and its registry. Asks for the rack's name, or takes it from --confirm in
scripts. Refuses while the rack has resources, such as databases, and while it has apps, unless --apps says to delete them first. Can be run again after a failure, and clears
up an install that did not come to its end. At the end it says what was kept.`,
  options: { ...ACCOUNT_OPTIONS, confirm: { type: 'string' }, apps: { type: 'boolean' } },
  words: ['NAME'],
  run: (context) => inAccount(context, (clients) => run(context, clients)),
};

// Private

async function run(context: Context, clients: Clients): Promise<number> {
  const rack = rackOf(context, 'uninstall');
  const interrupt = new Interrupt('Stopped; nothing was deleted.', `Go on: rack uninstall ${rack}`);
  return interrupt.over(() => takeOut(context, clients, { rack, interrupt }));
}

async function takeOut({ out, options }: Context, clients: Clients, job: { rack: string; interrupt: Interrupt }) {
  const { rack, interrupt } = job;
  const installation = new Installation({ clients, rack, say: out.line, signal: interrupt.signal });
  const removal = new Uninstallation(clients, installation, out.line);
  await mustBeThere(installation);
  const resources = await removal.resources();
  if (resources.length > 0) throw hasResources(rack, resources);
  const apps = await removal.apps();
  if (apps.length > 0 && !options.apps) throw hasApps(rack, apps);
  await confirmName(rack, options.confirm as string | undefined, {
    question: `This deletes rack "${rack}"${apps.length > 0 ? ` with its apps ${apps.join(', ')}` : ''} and all it knows.`,
    hint: `To delete it: rack uninstall ${rack} --confirm ${rack}`,
  });
  interrupt.phase('Stopped watching; AWS goes on with the deletion it has begun.');
  await removal.removeApps();
  out.line(farewell(rack, await removal.removeRack()));
  return 0;
}

async function mustBeThere({ stack, registry }: Installation): Promise<void> {
  if ((await stack.find()) || (await registry.find())) return;
  throw new Failure('no_rack', `There is no rack "${stack.name}" in this account and region.`, {
    hint: 'See AWS_PROFILE and AWS_REGION.',
  });
}

function hasApps(rack: string, apps: string[]): Failure {
  return new Failure('has_apps', `The rack ${rack} has ${apps.length} apps: ${apps.join(', ')}. Nothing was deleted.`, {
    hint: `Destroy them over ssh (ssh ${rack} destroy APP), or all with: rack uninstall ${rack} --apps`,
  });
}

function hasResources(rack: string, names: string[]): Failure {
  const count = `${names.length} resource${names.length === 1 ? '' : 's'}`;
  return new Failure('has_resources', `The rack ${rack} has ${count}: ${names.join(', ')}. Nothing was deleted.`, {
    hint: `Destroy each over ssh, which keeps a last backup: ssh ${rack} resources destroy ${names[0]}`,
  });
}

function farewell(rack: string, kept: string[]): string {
  const rest = [
    'Recovery points of AWS Backup stay until they expire, and so do DNS records that you made by hand.',
    ...kept.map((each) => `Kept: ${each}`),
  ];
  return [`The rack ${rack} is deleted.`, ...rest].join('\n');
}
