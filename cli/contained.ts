import { type Engine, tolerate } from './engine.ts';
import type { ProcessStatus } from './processes.ts';

/** The container of one of the rack's programs, as `rack status` shows it. */
export async function containerStatus(engine: Engine, rack: string, name: string): Promise<ProcessStatus> {
  const label = [`io.rack.rack=${rack}`, `com.amazonaws.ecs.task-definition-family=${rack}-${name}`];
  const all = await engine.listContainers({ all: true, filters: { label } });
  const found = all.find(({ State }) => State === 'running') ?? all[0];
  if (!found) return { name, pid: null, state: 'stopped' };
  const details = await tolerate([404], engine.getContainer(found.Id).inspect());
  if (!details?.State.Running) return { name, pid: null, state: 'dead' };
  return { name, pid: details.State.Pid, state: 'running' };
}
