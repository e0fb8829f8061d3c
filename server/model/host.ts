import { Failure } from '../../lib/failure.ts';
import { WEB } from './formation.ts';
import type { ProcessSpec } from './manifest.ts';

/** The most hosts of its own that a process has; a rule of a load balancer takes five, and rules are scarce. */
const MOST_DOMAINS = 50;

/** The first label of the host name of a process: `shop` of its web, `admin--shop` of another one (at most 62 characters). */
export function hostLabel(app: string, process: string): string {
  return process === WEB ? app : `${labelOf(process)}--${app}`;
}

/** Throws a `Failure` when processes with ports have names that cannot be told apart in host names, or stand in none. */
export function checkHostLabels(processes: readonly string[]): void {
  const byLabel = new Map<string, string>();
  for (const process of processes) {
    const label = labelOf(process);
    const other = byLabel.get(label);
    if (other !== undefined) throw badHost(`${other} and ${process} would have the same host name, ${label}--….`);
    // An app from before two hyphens had a meaning may be called `b--shop`, whose process `a` has the host a--b--shop.
    if (label.includes('--'))
      throw badHost(`A process with a port cannot be called ${process}: two hyphens stand between process and app.`);
    // Browsers read `xn--…` as letters that are not of ASCII.
    if (label === 'xn')
      throw badHost(`A process with a port cannot be called ${process}: no host name begins with xn--.`);
    byLabel.set(label, process);
  }
}

/** Throws a `Failure` unless the hosts of a process can be given to it: they are names, few, and none is the rack's own. */
export function checkDomains(
  process: string,
  { domains = [] }: Pick<ProcessSpec, 'domains'>,
  isServing: boolean,
  rackDomain: string,
): void {
  if (domains.length === 0) return;
  if (!isServing) throw badHost(`${process} has no port, so that the host ${domains[0]} leads nowhere.`);
  if (domains.length > MOST_DOMAINS)
    throw badHost(`${process} has ${domains.length} host names of its own, and ${MOST_DOMAINS} are the most.`);
  for (const domain of domains) {
    if (!isHostName(domain.replace(/^\*\./, '')))
      throw badHost(`"${domain}" of ${process} is no host name (small letters; a wildcard is *.example.com).`);
    if (isBelow(domain, rackDomain) || isCovered(rackDomain, domain))
      throw badHost(`The host ${domain} of ${process} is the rack's own to give: all below ${rackDomain} is.`);
  }
}

/** Throws a `Failure` unless a certificate can be made for these hosts. */
export function checkCertificateHosts(hosts: readonly string[]): void {
  if (hosts.length === 0 || hosts.length > MOST_DOMAINS)
    throw badName(`A certificate is for 1 to ${MOST_DOMAINS} hosts, and these are ${hosts.length}.`);
  const wrong = hosts.find((host) => !isHostName(host.replace(/^\*\./, '')));
  if (wrong !== undefined) throw badName(`"${wrong.slice(0, 200)}" is no host name.`);
}

/** True of `*.example.com`, which is every host below. */
export function isWildcard(host: string): boolean {
  return host.startsWith('*.');
}

/** Whether a host is another one, or one of those that the other, a wildcard, is. */
export function isCovered(host: string, by: string): boolean {
  return host === by || (isWildcard(by) && host.endsWith(by.slice(1)));
}

/** Said when hosts belong to another app, which may be one that the developer may not know of. */
export function domainTaken(name: string): Failure {
  return new Failure('domain_taken', `The host ${name} leads to another app of this rack.`, {
    hint: 'Take it out of that app first, or choose another one.',
  });
}

// Private

const labelOf = (process: string) => process.toLowerCase().replaceAll('_', '-');

function isHostName(text: string): boolean {
  return text.length <= 128 && /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(text);
}

function isBelow(domain: string, parent: string): boolean {
  return domain === parent || domain.endsWith(`.${parent}`);
}

function badName(what: string): Failure {
  return new Failure('bad_host', what, { hint: 'Small letters, as www.example.com; a wildcard is *.example.com.' });
}

function badHost(what: string): Failure {
  return new Failure('bad_host', what, { hint: 'Mend it where the app declares it, and push again.' });
}
