import type { Value } from '../value.ts';
import { filled, missingIn } from './interpolation.ts';

/** Reads the host names of a service, in a list or with commas between; those whose `${NAME}` is not set are left out. */
export function domainsOf(domain: Value, env: Readonly<Record<string, string>>): string[] {
  const items = domain.is === 'list' ? domain.list() : [domain];
  const hosts = items.filter((item) => isSet(item, env)).flatMap((item) => hostsIn(filled(item, env)));
  return [...new Set(hosts)];
}

// Private

function isSet(item: Value, env: Readonly<Record<string, string>>): boolean {
  const [missing] = missingIn(item.text(), env);
  if (missing) item.note(`${item.path} is left out: ${missing} is not set. Set it: ssh rack env set APP ${missing}=…`);
  return missing === undefined;
}

function hostsIn(item: Value): string[] {
  const hosts = item
    .text()
    .split(',')
    .map((host) => host.trim().toLowerCase());
  const wrong = hosts.find((host) => host !== '' && !HOST.test(host));
  if (wrong !== undefined) throw item.bad(`"${wrong.slice(0, 100)}" is no host name.`);
  return hosts.filter((host) => host !== '');
}

const HOST = /^(?=.{1,253}$)(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]*[a-z][a-z0-9-]*$/;
