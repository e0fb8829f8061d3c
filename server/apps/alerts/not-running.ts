import type { Cluster, TaskInfo } from '../../aws/ecs.ts';
import { adjusted } from '../../model/adjustments.ts';
import type { Finding } from '../../model/alert.ts';
import { formationOf } from '../../model/formation.ts';
import type { Store } from '../../store/store.ts';
import { type Look, MINUTE } from './look.ts';

export interface NotRunningOptions {
  store: Pick<Store, 'apps' | 'releases' | 'adjustments'>;
  cluster: Pick<Cluster, 'runningTasks'>;
}

/** Live releases of which less runs, or is healthy, than should. A deploy is told of by itself. */
export function notRunning({ store, cluster }: NotRunningOptions): Look {
  return {
    names: ['not-running'],
    // Copies that are replaced or moved to another machine take a while.
    patience: 3 * MINUTE,
    calm: MINUTE,
    async find() {
      const tasks = byProcess(await cluster.runningTasks());
      return store.apps.list().flatMap(({ name }) => lacking(store, name, tasks));
    },
  };
}

// Private

function lacking(store: NotRunningOptions['store'], app: string, tasks: ReadonlyMap<string, TaskInfo[]>): Finding[] {
  const live = store.releases.live(app);
  if (!live || store.releases.isDeploying(app)) return [];
  const sizes = formationOf(adjusted(live, store.adjustments.of(app)).processes);
  return Object.entries(sizes).flatMap(([process, { count }]) => {
    const subject = `${app} ${process}`;
    const well = (tasks.get(subject) ?? []).filter(isWell).length;
    if (well >= count) return [];
    const message = `${well} of ${count} copies of ${process} of ${app} (v${live.version}) run and are healthy`;
    const hint = `See what runs: ssh rack ps ${app}; what it said: ssh rack logs ${app} -p ${process}`;
    const isDown = well === 0;
    const severity = isDown ? ('critical' as const) : ('warning' as const);
    return [{ name: 'not-running' as const, subject, app, severity, stage: isDown ? 2 : 1, message, hint }];
  });
}

const isWell = ({ state, health }: TaskInfo) => state === 'RUNNING' && health !== 'UNHEALTHY';

function byProcess(tasks: readonly TaskInfo[]): Map<string, TaskInfo[]> {
  const found = new Map<string, TaskInfo[]>();
  for (const task of tasks) {
    if (task.isKept === false) continue;
    const key = `${task.app} ${task.process}`;
    found.set(key, [...(found.get(key) ?? []), task]);
  }
  return found;
}
