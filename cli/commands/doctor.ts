import type { Check } from '../checks/check.ts';
import { engineChecks } from '../checks/engine.ts';
import { examineAll } from '../checks/examine.ts';
import { machineChecks } from '../checks/machine.ts';
import { rackChecks } from '../checks/rack.ts';
import type { Command, Context } from '../command.ts';
import { findConfig } from '../config.ts';
import { diskTable, diskUse } from '../disk/use.ts';
import { openEngine } from '../engine.ts';
import { Processes } from '../processes.ts';

export const doctor: Command = {
  name: 'doctor',
  summary: 'look at the machine and the rack, and say how to mend what is wrong',
  usage: '',
  help: `Checks what a rack needs, one line each, and shows what it takes of the disk, by kind. The exit code is 1 when there is a
problem.`,
  options: {},
  async run(context) {
    const problems = await examineAll(checksFor(context), context.out.line);
    await tellDisk(context);
    return problems > 0 ? 1 : 0;
  },
};

// Private

/** An engine that does not answer was told of by its check. */
async function tellDisk({ home, out }: Context): Promise<void> {
  const config = findConfig(home);
  const uses = config && (await diskUse(openEngine(), home, config).catch(() => undefined));
  if (uses) out.line(`\n${diskTable(uses)}`);
}

function checksFor({ home }: Context): Check[] {
  const config = findConfig(home);
  const noRack: Check = {
    name: 'rack',
    look: async () => ({ text: `there is none in ${home.path}`, mend: 'Run `rack up`.' }),
  };
  const ofRack = config ? rackChecks(config, new Processes(home)) : [noRack];
  return [...machineChecks(home), ...engineChecks(openEngine()), ...ofRack];
}
