import { Failure } from '../../lib/failure.ts';
import { isFor } from '../model/certificate.ts';
import { isCovered } from '../model/host.ts';

/** Whose hosts a certificate may name. */
export interface HostsOnRack {
  app: string;
  /** The app's hosts, those of the rack's own domain among them. */
  own: readonly string[];
  /** Hosts of other apps. */
  others: readonly string[];
  /** All below is the rack's to give. */
  domain: string;
}

/**
 * Throws a `Failure` unless a certificate is for a host of the app. A load balancer presents it whatever app a host leads to, so
 * that, but for admins, none may name hosts of other apps or of the rack: a wrong one would shut out their clients.
 */
export function checkNames(names: readonly string[], hosts: HostsOnRack, isAdmin: boolean): void {
  const { app, own } = hosts;
  if (!own.some((host) => names.some((name) => isFor(name, host)))) throw forNoHost(names, app, own);
  const foreign = names.find((name) => isForeign(name, hosts));
  if (foreign !== undefined && !isAdmin) throw forOthers(foreign);
}

// Private

function isForeign(name: string, { own, others, domain }: HostsOnRack): boolean {
  if (own.includes(name)) return false;
  const isOfRack = name === domain || name.endsWith(`.${domain}`) || isFor(name, domain);
  return isOfRack || others.some((host) => isFor(name, host) || isCovered(name, host));
}

function forNoHost(names: readonly string[], app: string, own: readonly string[]): Failure {
  return new Failure('certificate_misfit', `The certificate is for ${listed(names)}, which are no hosts of ${app}.`, {
    hint:
      own.length > 0 ? `${app} has ${listed(own)}. More: ssh rack domains add ${app} HOST` : 'Give it a host first.',
  });
}

function forOthers(name: string): Failure {
  return new Failure('certificate_misfit', `The certificate is also for ${name}, which is not of this app alone.`, {
    hint: 'Take one for hosts of this app, or ask an admin of this rack to add it.',
  });
}

function listed(names: readonly string[]): string {
  const more = names.length > 5 ? `, and ${names.length - 5} more` : '';
  return `${names.slice(0, 5).join(', ')}${more}`;
}
