import { table } from '../../lib/table.ts';
import type { Command } from '../command.ts';
import { readConfig } from '../config.ts';
import { Processes } from '../processes.ts';
import { PROGRAM_NAMES } from '../programs.ts';
import { type Status, statusOf } from '../status.ts';

export const status: Command = {
  name: 'status',
  summary: 'what of the rack runs, and where its doors are',
  usage: '[--json]',
  help: 'Tells the state of each process and the addresses of the rack. With --json also the keys of its AWS endpoint.',
  options: { json: { type: 'boolean' } },
  async run({ home, options, out }) {
    const processes = new Processes(home);
    const found = statusOf(
      home,
      readConfig(home),
      PROGRAM_NAMES.map((name) => processes.status(name)),
    );
    out.line(options.json ? JSON.stringify(found, undefined, 2) : describe(found));
    return 0;
  },
};

// Private

function describe({ rack, home, ssh, git, api, aws, router, processes }: Status): string {
  const doors = [
    ['rack', rack],
    ['home', home],
    ['git', git],
    ['ssh', `ssh -F ${ssh.config} rack`],
    ['api', api],
    ['aws', aws.endpoint],
    ['apps', `http://<app>.${router.domain}:${router.http}`],
  ];
  const rows = processes.map(({ name, pid, state }) => [name, state, pid === null ? '-' : `${pid}`]);
  const lines = doors.map(([name, value]) => `${(name as string).padEnd(6)}${value}`);
  return `${lines.join('\n')}\n\n${table(['PROCESS', 'STATE', 'PID'], rows).trimEnd()}`;
}
