import { table } from '../../lib/table.ts';
import type { Command, Context } from '../command.ts';
import { readConfig } from '../config.ts';
import type { AccountStatus } from '../install/account-status.ts';
import { ACCOUNT_OPTIONS } from '../install/options.ts';
import { Processes } from '../processes.ts';
import { programStates, type Status, statusOf } from '../status.ts';

export const status: Command = {
  name: 'status',
  summary: 'what of the rack runs, and where its doors are',
  usage: '[NAME] [--region R] [--json]',
  help: `Without NAME: the state of each process of this machine's rack and its addresses; with --json also the keys of its AWS endpoint.
With NAME: the rack of this name in the AWS account: its stack, addresses, services and apps.`,
  options: { ...ACCOUNT_OPTIONS, json: { type: 'boolean' } },
  words: ['NAME'],
  run: (context) => (context.words.length > 0 ? ofAccount(context) : ofMachine(context)),
};

// Private

async function ofAccount(context: Context): Promise<number> {
  // The AWS SDK takes its time to load: not for those who ask of this machine.
  const [{ inAccount, rackOf }, { accountStatus }] = await Promise.all([
    import('../install/account.ts'),
    import('../install/account-status.ts'),
  ]);
  const found = await inAccount(context, (clients) => accountStatus(clients, rackOf(context, 'status')));
  context.out.line(context.options.json ? JSON.stringify(found, undefined, 2) : describeAccount(found));
  return 0;
}

function describeAccount({ rack, stack, git, router, api, domain, instances, services, apps }: AccountStatus): string {
  const facts = [
    ['rack', rack],
    ['stack', `${stack.status}${stack.reason ? `: ${stack.reason}` : ''}, since ${stack.changedAt}`],
    ['git', git.host ? `${git.host}:${git.port}` : '-'],
    ...(api ? [['', `${api}/<app>`]] : []),
    ['api', api ?? '-'],
    ['apps', domain && router ? `${schemeOf(api)}://<app>.${domain} by ${router}` : '-'],
    ['machines', `${instances ?? '-'}`],
  ];
  const rows = services.map(({ name, running, desired, state }) => [name, `${running}/${desired}`, state]);
  const appRows = apps.map(({ app, stack: name, status: state }) => [app, name, state]);
  return [
    facts.map(([name, value]) => `${(name as string).padEnd(10)}${value}`).join('\n'),
    ...(rows.length > 0 ? [table(['SERVICE', 'RUNNING', 'STATE'], rows).trimEnd()] : []),
    ...(appRows.length > 0 ? [table(['APP', 'STACK', 'STATE'], appRows).trimEnd()] : []),
    ...wayOn(rack, stack.status),
  ].join('\n\n');
}

function schemeOf(api: string | null): string {
  return api?.startsWith('https:') ? 'https' : 'http';
}

/** What to do about a stack that is not whole. */
function wayOn(rack: string, status: string): string[] {
  const either = `Make it anew: rack install ${rack} …  Clear it away: rack uninstall ${rack}`;
  if (status === 'DELETE_FAILED') return [`Finish deleting it: rack uninstall ${rack}`];
  if (/^(CREATE_FAILED|ROLLBACK_COMPLETE|ROLLBACK_FAILED)$/.test(status)) return [either];
  if (status === 'CREATE_IN_PROGRESS') return [`Follow it: rack install ${rack} …`];
  if (status === 'UPDATE_ROLLBACK_COMPLETE') return ['The last update failed; the rack is as it was before.'];
  return [];
}

async function ofMachine({ home, options, out }: Context): Promise<number> {
  const config = readConfig(home);
  const found = statusOf(home, config, await programStates(config, new Processes(home)));
  out.line(options.json ? JSON.stringify(found, undefined, 2) : describe(found));
  return 0;
}

function describe({ rack, home, ssh, git, gitHttp, api, aws, router, processes }: Status): string {
  const doors = [
    ['rack', rack],
    ['home', home],
    ['git', git],
    ['', gitHttp],
    ['ssh', `ssh -F ${ssh.config} rack`],
    ['api', api],
    ['aws', aws.endpoint],
    ['apps', `http://<app>.${router.domain}:${router.http}`],
  ];
  const rows = processes.map(({ name, pid, state }) => [name, state, pid === null ? '-' : `${pid}`]);
  const lines = doors.map(([name, value]) => `${(name as string).padEnd(6)}${value}`);
  return `${lines.join('\n')}\n\n${table(['PROCESS', 'STATE', 'PID'], rows).trimEnd()}`;
}
