import { Failure } from '../../lib/failure.ts';
import type { Cluster, ClusterMachine } from '../aws/ecs.ts';
import type { Machine } from '../aws/machines.ts';
import { type Formation, reservedMemory, type Size } from '../model/formation.ts';
import type { ProcessSpec } from '../model/manifest.ts';

/** A formation that an app shall have instead of the one that runs. */
export interface Resize {
  before: Formation;
  after: Formation;
  processes: Readonly<Record<string, Pick<ProcessSpec, 'deployment'>>>;
}

/**
 * Throws a `Failure` `no_room` when the machines of the rack, to which none are added by themselves, have no room for what
 * grows, and for the copy that the next deploy starts beside.
 */
export async function requireFree(cluster: Pick<Cluster, 'machines'>, resize: Resize): Promise<void> {
  const growing = growingProcesses(resize);
  if (growing.length === 0) return;
  const machines = await cluster.machines();
  if (machines.length === 0 || machines.some(({ grows }) => grows)) return;
  for (const process of growing) {
    const [before, after] = [resize.before[process] ?? NONE, resize.after[process]!];
    const beside = isReplacedBeside(resize.processes[process]!) ? 1 : 0;
    const most = mostCopies(machines, before, after) - beside;
    if (after.count > most) throw noRoom(process, after, { most: Math.max(most, 0), beside }, machines);
  }
}

/** Those processes that will have more copies than before, or copies of another size. */
export function growingProcesses({ before, after }: Pick<Resize, 'before' | 'after'>): string[] {
  return Object.keys(after).filter((process) => {
    const [was, is] = [before[process] ?? NONE, after[process]!];
    return is.count > 0 && (is.count > was.count || !isSameSize(was, is));
  });
}

// Private

const NONE: Size = { count: 0, cpu: 0, memory: 0 };

function isSameSize(one: Size, other: Size): boolean {
  return one.cpu === other.cpu && one.memory === other.memory;
}

/** What a deploy does that may stop no copy before the next one runs. */
function isReplacedBeside({ deployment }: Pick<ProcessSpec, 'deployment'>): boolean {
  return (deployment?.minimum ?? 100) === 100;
}

/** How many copies of the new size there can be once those of the old one have made room. */
function mostCopies(machines: readonly ClusterMachine[], before: Size, after: Size): number {
  const fitting = machines.reduce((sum, { free }) => sum + fits(free, after), 0);
  if (isSameSize(before, after)) return before.count + fitting;
  const freed = { cpu: before.cpu * before.count, memory: reservedMemory(before.memory) * before.count };
  const [first, ...others] = machines as [ClusterMachine, ...ClusterMachine[]];
  const roomier = { cpu: first.free.cpu + freed.cpu, memory: first.free.memory + freed.memory };
  // The first new copy has to run while all old ones do.
  if (fitting === 0 && before.count > 0) return 0;
  return fits(roomier, after) + others.reduce((sum, { free }) => sum + fits(free, after), 0);
}

function fits(free: Machine, { cpu, memory }: Pick<Size, 'cpu' | 'memory'>): number {
  const byMemory = Math.floor(free.memory / reservedMemory(memory));
  return cpu > 0 ? Math.min(byMemory, Math.floor(free.cpu / cpu)) : byMemory;
}

function noRoom(
  process: string,
  { count, cpu, memory }: Size,
  { most, beside }: { most: number; beside: number },
  machines: readonly ClusterMachine[],
): Failure {
  const free = (what: keyof Machine) => machines.reduce((sum, machine) => sum + machine.free[what], 0);
  const each = `${reservedMemory(memory)} MiB${cpu > 0 ? ` and ${cpu}/1024 of a core` : ''}`;
  const spare = beside > 0 ? ', beside the one more that a deploy starts' : '';
  return new Failure(
    'no_room',
    `${count} copies of ${process} do not fit: there is room for ${most}${spare}. Each is kept ${each}, and the rack has ${free('memory')} MiB and ${free('cpu')}/1024 of a core free.`,
    { hint: 'Ask for fewer or smaller copies, scale down what needs less, or ask an admin for another machine.' },
  );
}
