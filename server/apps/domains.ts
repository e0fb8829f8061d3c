import { Failure } from '../../lib/failure.ts';
import { requireRole } from '../model/access.ts';
import { WEB } from '../model/formation.ts';
import { checkDomains, domainTaken, isWildcard } from '../model/host.ts';
import { type Release, servingProcesses } from '../model/release.ts';
import type { Store } from '../store/store.ts';
import type { Actor } from './actor.ts';
import type { AppInfo, Apps } from './apps.ts';
import type { Deploys } from './deploys.ts';
import { changeInTurn, type ReleaseRequest, type TurnDeps } from './turn.ts';

/** A host of the world outside that leads to an app, as people see it. */
export interface DomainInfo {
  host: string;
  process: string;
  /** Who has added it; undefined of one that the app declares itself. */
  addedBy: string | undefined;
  /** What its CNAME record has to name. */
  target: string;
  /** Whether it leads there by now: `here`, `elsewhere`, `nowhere`. */
  dns: 'here' | 'elsewhere' | 'nowhere';
}

export interface DomainsOptions extends TurnDeps {
  apps: Apps;
  store: Store;
  deploys: Deploys;
  /** The suffix of the rack's own host names. */
  domain: string;
  /** The addresses of a host; none where it has none. */
  addressesOf(host: string): Promise<string[]>;
}

/** The hosts of apps besides the rack's own. What people add holds for all later releases. */
export class AppDomains {
  private readonly options: DomainsOptions;

  constructor(options: DomainsOptions) {
    this.options = options;
  }

  /** By name, with where each leads by now. */
  async list(name: string, actor: Actor): Promise<DomainInfo[]> {
    const app = this.options.apps.find(name, actor);
    const added = this.options.store.domains.added(name);
    const declared = Object.entries(app.live?.processes ?? {}).flatMap(([process, { domains = [] }]) =>
      domains.map((host) => ({ host, process, addedBy: undefined })),
    );
    const others = added.filter(({ name }) => !declared.some(({ host }) => host === name));
    const all = [...declared, ...others.map(({ name, process, addedBy }) => ({ host: name, process, addedBy }))];
    const hosts = all.sort((one, other) => one.host.localeCompare(other.host, 'en'));
    return Promise.all(hosts.map((each) => this.withDns(app, each)));
  }

  /** Gives a host to a process, `web` unless told; answers where it leads by now. */
  add(
    name: string,
    { host, process = WEB }: { host: string; process?: string },
    request: ReleaseRequest,
  ): Promise<DomainInfo> {
    const { store, domain } = this.options;
    return this.change(name, `domains add ${host}`, request, async (app) => {
      if (app.live) requireServing(app.live, process);
      checkDomains(process, { domains: [host] }, true, domain);
      const known = (await this.list(name, request.actor)).find((each) => each.host === host);
      if (known && known.process !== process) throw hasItAlready(known);
      const [taken] = store.domains.claim(name, [host]);
      if (taken) throw domainTaken(host);
      const before = store.adjustments.of(name);
      const hosts = { ...before.hosts, [process]: [...new Set([...(before.hosts[process] ?? []), host])] };
      await this.adjust(app, { ...before, hosts }, `${host} was not added`, request);
      store.domains.add(name, { name: host, process, addedBy: request.actor.developer.name });
      return this.withDns(app, { host, process, addedBy: request.actor.developer.name });
    });
  }

  /** Takes back a host that was added. */
  remove(name: string, host: string, request: ReleaseRequest): Promise<void> {
    const { store } = this.options;
    return this.change(name, `domains remove ${host}`, request, async (app) => {
      const added = store.domains.added(name).find((each) => each.name === host);
      if (!added) throw this.notAdded(app, host);
      const before = store.adjustments.of(name);
      const left = (before.hosts[added.process] ?? []).filter((each) => each !== host);
      const hosts = { ...before.hosts, [added.process]: left };
      await this.adjust(app, { ...before, hosts }, `${host} was not removed`, request);
      store.domains.remove(name, host);
      const live = this.options.store.releases.live(name);
      store.domains.keep(name, live ? Object.values(live.processes).flatMap(({ domains }) => domains ?? []) : []);
    });
  }

  // Private

  private change<T>(
    name: string,
    what: string,
    request: ReleaseRequest,
    work: (app: AppInfo) => Promise<T>,
  ): Promise<T> {
    const { apps } = this.options;
    requireRole(request.actor.developer, 'deploy', what);
    const may = (now: Actor) => void apps.find(name, now);
    may(request.actor);
    return changeInTurn(this.options, { ...request, app: name, what, may }, () => work(apps.find(name, request.actor)));
  }

  private async adjust(
    app: AppInfo,
    adjustments: ReturnType<Store['adjustments']['of']>,
    failure: string,
    { output, signal }: ReleaseRequest,
  ): Promise<void> {
    if (app.live) await this.options.deploys.adjust(app, adjustments, { output, signal, failure });
    else output.line(`${app.name} has no live release yet: it holds from the first one on`);
  }

  private notAdded({ name, live }: AppInfo, host: string): Failure {
    const isDeclared = live && Object.values(live.processes).some(({ domains }) => domains?.includes(host));
    if (isDeclared)
      return new Failure('domain_declared', `${host} is declared by the app itself.`, {
        hint: 'Take it out where the app declares it, and push again.',
      });
    return new Failure('domain_not_found', `${name} has no host ${host}.`, {
      hint: `List them: ssh rack domains ${name}`,
    });
  }

  private async withDns(app: AppInfo, domain: Omit<DomainInfo, 'target' | 'dns'>): Promise<DomainInfo> {
    const target = new URL(app.url).hostname;
    // Any name below a wildcard tells where all of them lead.
    const asked = isWildcard(domain.host) ? domain.host.replace('*', 'rack-check') : domain.host;
    const [own, there] = await Promise.all([asked, target].map((host) => this.options.addressesOf(host)));
    const isHere = own!.length > 0 && own!.every((address) => there!.includes(address));
    return { ...domain, target, dns: own!.length === 0 ? 'nowhere' : isHere ? 'here' : 'elsewhere' };
  }
}

// Private

function requireServing(live: Release, process: string): void {
  const serving = servingProcesses(live);
  if (serving.includes(process)) return;
  throw new Failure('process_not_found', `No process "${process}" of v${live.version} gets requests.`, {
    hint: serving.length > 0 ? `These do: ${serving.join(', ')}.` : 'Give it a port.',
  });
}

function hasItAlready({ host, process }: DomainInfo): Failure {
  return new Failure('domain_taken', `The host ${host} leads to ${process} of this app already.`, {
    hint: 'Remove it there first.',
  });
}
