import { rm } from 'node:fs/promises';
import { confirmName } from '../ask.ts';
import { removeBelongings } from '../belongings.ts';
import type { Command } from '../command.ts';
import { readConfig } from '../config.ts';
import { engineVersion, openEngine } from '../engine.ts';
import { locked } from '../lock.ts';
import { Processes } from '../processes.ts';
import { stopProcesses } from '../shutdown.ts';

export const destroy: Command = {
  name: 'destroy',
  summary: 'delete the rack with all of its apps and their data',
  usage: '[--confirm NAME]',
  help: `Deletes everything of the rack: its processes, containers, volumes, networks, images and RACK_HOME. Asks for the rack's
name, or takes it from --confirm in scripts. What other racks and programs have is left alone.`,
  options: { confirm: { type: 'string' } },
  async run({ home, options, out }) {
    const { rack, ports } = readConfig(home);
    await confirmName(rack, options.confirm as string | undefined, {
      question: `This deletes rack "${rack}" with all of its apps.`,
      hint: `To delete the rack and all of its apps: rack destroy --confirm ${rack}`,
    });
    await locked(
      home.path,
      () => out.line('Another `rack up` or `down` is at work here; waiting for it.'),
      async () => {
        await stopProcesses(new Processes(home));
        const engine = openEngine();
        await engineVersion(engine);
        await removeBelongings(engine, rack, ports.registry);
        await rm(home.path, { recursive: true, force: true });
      },
    );
    out.line(`Rack "${rack}" and all it had are deleted.`);
    return 0;
  },
};
