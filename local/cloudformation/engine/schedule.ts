import { unavailable } from '../../endpoint/unavailable.ts';
import { whenAvailable } from '../../endpoint/when-available.ts';
import type { Graph } from './graph.ts';

/**
 * Works on every node as soon as the nodes it waits for are done, as many side by side as the graph allows.
 * After a failure nothing that waits for the failed node starts; with `stop` aborted nothing starts at all.
 * Resolves when no work runs any more, with the nodes whose work failed. `work` says by its answer whether it did; what it rejects
 * with because this machine lacks something for now is tried again until it does not.
 */
export function schedule(graph: Graph, work: (id: string) => Promise<boolean>, stop?: AbortSignal): Promise<string[]> {
  const waiting = new Map([...graph].map(([id, needs]) => [id, new Set(needs)]));
  const failed: string[] = [];
  let running = 0;
  return new Promise((resolve, reject) => {
    const finish = (id: string, well: boolean) => {
      running -= 1;
      if (well) for (const needs of waiting.values()) needs.delete(id);
      else failed.push(id);
      startFree();
    };
    const startFree = () => {
      const free = stop?.aborted ? [] : [...waiting].filter(([, needs]) => needs.size === 0).map(([id]) => id);
      for (const id of free) {
        waiting.delete(id);
        running += 1;
        untilAvailable(() => work(id), stop).then((well) => finish(id, well), reject);
      }
      if (running === 0) resolve(failed);
    };
    startFree();
  });
}

// Private

/** What still waits when all is stopped has not been done. */
function untilAvailable(work: () => Promise<boolean>, signal: AbortSignal | undefined): Promise<boolean> {
  return whenAvailable(work, { signal }).catch((error) => {
    if (unavailable(error)) return false;
    throw error;
  });
}
