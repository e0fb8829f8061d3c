import type { Check } from '../checks/check.ts';
import { engineChecks } from '../checks/engine.ts';
import { examineAll } from '../checks/examine.ts';
import { machineChecks } from '../checks/machine.ts';
import { rackChecks } from '../checks/rack.ts';
import type { Command, Context } from '../command.ts';
import { findConfig } from '../config.ts';
import { openEngine } from '../engine.ts';
import { Processes } from '../processes.ts';

export const doctor: Command = {
  name: 'doctor',
  summary: 'look at the machine and the rack, and say how to mend what is wrong',
  usage: '',
  help: 'Checks what a rack needs, one line each. The exit code is 1 when there is a problem.',
  options: {},
  async run(context) {
    return (await examineAll(checksFor(context), context.out.line)) > 0 ? 1 : 0;
  },
};

// Private

function checksFor({ home }: Context): Check[] {
  const config = findConfig(home);
  const noRack: Check = {
    name: 'rack',
    look: async () => ({ text: `there is none in ${home.path}`, mend: 'Run `rack up`.' }),
  };
  const ofRack = config ? rackChecks(config, new Processes(home)) : [noRack];
  return [...machineChecks(home), ...engineChecks(openEngine()), ...ofRack];
}
