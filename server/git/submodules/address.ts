import { Failure } from '../../../lib/failure.ts';

/** Where a submodule's repository is: an app of this rack, or a public one on the web. */
export type Address = { kind: 'app'; app: string } | { kind: 'web'; url: URL };

/** The names by which this rack is known: hosts that are taken for it in the addresses of submodules. */
export type OwnHosts = ReadonlySet<string>;

/**
 * Reads a submodule's address as .gitmodules has it; a relative one (`../lib.git`) starts from `base`, as in git. Throws
 * a `Failure` `submodule_address` for those from which nothing may be fetched.
 */
export function parseAddress(text: string, base: Address, own: OwnHosts): Address {
  if (text === '' || text.startsWith('-') || /[\p{Cc}\s]/u.test(text)) throw refused(text, 'is no address');
  if (/^\.\.?(\/|$)/.test(text)) return relative(text, base);
  const [, user, host, path] = /^(?:([\w.-]+)@)?([\w.-]+):(?!\/\/)(.*)$/.exec(text) ?? [];
  if (host !== undefined) return overSsh(text, host, path!, user, own);
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url) throw refused(text, 'is a path on somebody’s machine', HINT);
  return fromUrl(text, url, own);
}

/** The address for people. */
export function addressText(address: Address): string {
  return address.kind === 'app' ? `rack:${address.app}` : address.url.href;
}

// Private

const HINT = 'Use a public https address in .gitmodules, or push it to this rack as an app and write ../NAME.git.';

function fromUrl(text: string, url: URL, own: OwnHosts): Address {
  const scheme = url.protocol.slice(0, -1);
  if (scheme === 'ssh' || scheme === 'git+ssh') return overSsh(text, url.hostname, url.pathname, url.username, own);
  if (scheme !== 'https' && scheme !== 'http')
    throw refused(text, `starts with ${scheme}:, which is not fetched`, HINT);
  if (url.username || url.password)
    throw refused(withoutPassword(url), 'has a name or password in it; only public repositories are fetched', HINT);
  if (own.has(url.hostname)) return app(url.pathname, text);
  url.hash = '';
  return { kind: 'web', url };
}

/** The rack has no keys of its own for other machines, so that an address for SSH can only be one of its own. */
function overSsh(text: string, host: string, path: string, user: string | undefined, own: OwnHosts): Address {
  if (own.has(host)) return app(path, text);
  const web = `https://${host}/${path.replace(/^\//, '')}`;
  const hint = user === 'git' ? `If it is public, write ${web} in .gitmodules.` : HINT;
  throw refused(text, 'needs an SSH key, and the rack has none for other machines', hint);
}

function relative(text: string, base: Address): Address {
  const path = base.kind === 'app' ? `/${base.app}` : base.url.pathname.replace(/\/+$/, '');
  const parts = path.split('/');
  let rest = text;
  for (let step: string | undefined = '..'; step; rest = rest.slice(step.length).replace(/^\/+/, '')) {
    step = /^\.\.?(?=\/|$)/.exec(rest)?.[0];
    if (step === '..' && parts.length > 1) parts.pop();
    else if (step === '..') throw refused(text, `leads out of ${addressText(base)}`, HINT);
    if (!step) break;
  }
  const joined = [...parts, rest].join('/');
  if (base.kind === 'app') return app(joined, text);
  const url = new URL(base.url);
  url.pathname = joined;
  return { kind: 'web', url };
}

function app(path: string, text: string): Address {
  const name = /^\/?([a-z][a-z0-9-]*)(?:\.git)?\/*$/.exec(path)?.[1];
  if (name === undefined) throw refused(text, 'names no app of this rack', HINT);
  return { kind: 'app', app: name };
}

function withoutPassword(url: URL): string {
  const shown = new URL(url);
  shown.username = '';
  shown.password = '';
  return shown.href;
}

function refused(text: string, why: string, hint?: string): Failure {
  return new Failure('submodule_address', `Its address ${text || '(empty)'} ${why}.`, hint ? { hint } : {});
}
