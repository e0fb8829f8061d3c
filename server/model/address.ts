import { WEB } from './formation.ts';
import { hostLabel } from './host.ts';
import { type Release, servingProcesses } from './release.ts';

/** Where the apps of a rack answer. */
export interface Urls {
  /** The URL of a host below the rack's domain, by its first label. */
  ofLabel(label: string): string;
  /** The URL of any other host that leads to the rack. */
  ofHost(host: string): string;
}

/** Where one process answers. */
export interface Address {
  process: string;
  url: string;
}

/** Where a release answers, its web first: each process at a host of the rack's, and at those of its own. */
export function addressesOf(release: Pick<Release, 'app' | 'processes'>, urls: Urls): Address[] {
  const serving = servingProcesses(release).sort((one, other) => Number(other === WEB) - Number(one === WEB));
  return serving.flatMap((process) => [
    { process, url: urls.ofLabel(hostLabel(release.app, process)) },
    ...(release.processes[process]?.domains ?? []).map((domain) => ({ process, url: urls.ofHost(domain) })),
  ]);
}
