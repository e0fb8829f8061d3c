import type { Command } from '../command.ts';
import { readConfig } from '../config.ts';
import { sshConfig as blockOf } from '../ssh.ts';

export const sshConfig: Command = {
  name: 'ssh-config',
  summary: 'print the block for ~/.ssh/config by which ssh and git know the rack',
  usage: '',
  help: `Prints a \`Host rack\` block. Append it to your configuration once:

  rack ssh-config >> ~/.ssh/config

The same block lies in RACK_HOME/ssh/config, for \`ssh -F\`.`,
  options: {},
  async run({ home, out }) {
    out.line(blockOf(home, readConfig(home)).trimEnd());
    return 0;
  },
};
