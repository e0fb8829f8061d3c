import { stopContainers } from '../belongings.ts';
import type { Command } from '../command.ts';
import { readConfig } from '../config.ts';
import { engineVersion, openEngine } from '../engine.ts';
import { locked } from '../lock.ts';
import { Processes } from '../processes.ts';
import { stopProcesses } from '../shutdown.ts';

export const down: Command = {
  name: 'down',
  summary: 'stop the rack and its apps; nothing is lost',
  usage: '',
  help: `Stops the rack's processes and all of its containers, so that the machine is quiet. \`rack up\` brings the rack and its
apps back as they were.`,
  options: {},
  async run({ home, out }) {
    const { rack } = readConfig(home);
    await locked(
      home.path,
      () => out.line('Another `rack up` or `down` is at work here; waiting for it.'),
      async () => {
        const stopped = await stopProcesses(new Processes(home));
        const engine = openEngine();
        await engineVersion(engine);
        const containers = await stopContainers(engine, rack);
        out.line(`Rack "${rack}" is down: ${stopped} processes and ${containers} containers stopped.`);
      },
    );
    return 0;
  },
};
