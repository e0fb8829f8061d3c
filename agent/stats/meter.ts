import { CONTROL_GROUPS, ControlGroups } from './control-groups.ts';
import { EngineMeter } from './engine-meter.ts';
import { KernelMeter } from './kernel-meter.ts';
import type { Totals } from './totals.ts';

/** Tells what containers have taken: by the kernel's files, or by the engine where those do not show them. */
export interface Meter {
  /** Called before a round of reading, with all that will be read. */
  prepare(ids: readonly string[]): void;
  read(id: string): Promise<Totals | undefined>;
}

export function meterOf(containers: ConstructorParameters<typeof EngineMeter>[0], root = CONTROL_GROUPS): Meter {
  const kernel = new KernelMeter(new ControlGroups(root));
  const engine = new EngineMeter(containers);
  return {
    prepare: (ids) => kernel.prepare(ids),
    read: async (id) => kernel.read(id) ?? engine.read(id),
  };
}
