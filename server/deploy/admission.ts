import type { Cluster } from '../aws/ecs.ts';
import type { Balancer } from '../aws/load-balancing.ts';
import type { App } from '../model/app.ts';
import { refuseDynamicReferences } from '../model/dynamic-reference.ts';
import { checkFits, checkSize, formationOf, WEB } from '../model/formation.ts';
import { checkHealth } from '../model/health.ts';
import { checkDomains, checkHostLabels, domainTaken, hostLabel } from '../model/host.ts';
import type { ProcessSpec, TimerSpec } from '../model/manifest.ts';
import { checkNames } from '../model/names.ts';
import { type Release, servingProcesses } from '../model/release.ts';
import type { Apps } from '../store/apps.ts';
import type { Domains } from '../store/domains.ts';
import { requireRoom } from './router-room.ts';

export interface AdmissionDeps {
  settings: { listener: string; domain: string };
  balancer: Pick<Balancer, 'usage'>;
  cluster: Pick<Cluster, 'largestMachine'>;
  apps: Pick<Apps, 'find'>;
  domains: Pick<Domains, 'claim'>;
}

/** What an app wants to run. */
export interface Wish {
  app: App;
  processes: Readonly<Record<string, Omit<ProcessSpec, 'build'>>>;
  timers: Readonly<Record<string, TimerSpec>>;
  /** The release that is live until now. */
  live: Release | undefined;
}

/**
 * Throws a `Failure` when what an app wants to run can run nowhere on this rack: that shall not cost a build. The hosts of its
 * own are the app's from here on; who asked sees to it that they are given back when the release does not go live.
 */
export async function admit(deps: AdmissionDeps, { app, processes, timers, live }: Wish): Promise<void> {
  checkNames(Object.keys(processes), timers);
  refuseDynamicReferences({ processes, timers });
  for (const [process, spec] of Object.entries(processes)) {
    checkSize(process, spec);
    checkHealth(process, spec.health);
    checkDomains(process, spec, isServing(process, spec), deps.settings.domain);
  }
  const serving = Object.keys(processes).filter((process) => isServing(process, processes[process]!));
  checkHostLabels(serving);
  requireFreeHosts(deps.apps, app, serving);
  const before = live ? servingProcesses(live) : [];
  await Promise.all([
    requireRoom(deps.balancer, deps.settings.listener, { app: app.name, serving, before }),
    requireMachine(deps.cluster, processes),
  ]);
  claimDomains(deps.domains, app, processes);
}

// Private

function isServing(process: string, { port }: Pick<ProcessSpec, 'port'>): boolean {
  return process === WEB || port !== undefined;
}

/** Apps from before two hyphens had a meaning may have a name that is a host of another app's process. */
function requireFreeHosts(apps: AdmissionDeps['apps'], app: App, serving: readonly string[]): void {
  const label = serving
    .map((process) => hostLabel(app.name, process))
    .find((each) => each !== app.name && apps.find(each));
  if (label !== undefined) throw domainTaken(label);
}

/** A rack without machines, which come when they are needed, is not asked. */
async function requireMachine(cluster: AdmissionDeps['cluster'], processes: Wish['processes']): Promise<void> {
  const asked = Object.values(processes).some(({ cpu, memory }) => cpu !== undefined || memory !== undefined);
  const largest = asked ? await cluster.largestMachine() : undefined;
  if (largest) checkFits(formationOf(processes), largest);
}

function claimDomains(domains: AdmissionDeps['domains'], app: App, processes: Wish['processes']): void {
  const names = Object.values(processes).flatMap((process) => process.domains ?? []);
  const [taken] = domains.claim(app.name, [...new Set(names)]);
  if (taken) throw domainTaken(taken.name);
}
