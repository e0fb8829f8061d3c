import { Failure } from '../../lib/failure.ts';
import type { Log } from '../../lib/log.ts';
import type { KeyedQueue } from '../../lib/queue.ts';
import { outputTo } from '../deploy/output.ts';
import { Capabilities } from '../git/capabilities.ts';
import { isDeletion, shortName } from '../git/policy.ts';
import type { DeployRequest, PushEnd } from '../git/push.ts';
import { type PushLimits, Receiver } from '../git/receive.ts';
import type { Repositories } from '../git/repositories.ts';
import { type ServiceCommand, type Streams, startService } from '../git/service.ts';
import { requireRole } from '../model/access.ts';
import type { Developer } from '../model/developer.ts';
import type { Release } from '../model/release.ts';
import type { Store } from '../store/store.ts';
import { type Actor, signature } from './actor.ts';
import type { Apps } from './apps.ts';
import type { Deploys } from './deploys.ts';
import { requireUnlocked } from './lock.ts';
import type { Logins } from './logins.ts';
import type { Sources } from './sources.ts';

/** One use of git by a developer, over any door. */
export interface GitRequest {
  app: string;
  actor: Actor;
  /** The client's GIT_PROTOCOL, or the header that says it. */
  protocol?: string | undefined;
  streams: Streams;
  /** Aborts when the client is gone, or (with a `Failure` as reason) when the server ends it. */
  signal: AbortSignal;
}

/** What git runs for a client: `receive-pack` takes a push, `upload-pack` gives a fetch. */
export type GitService = ServiceCommand['service'];

export interface PushesOptions {
  store: Store;
  repositories: Repositories;
  apps: Apps;
  logins: Pick<Logins, 'current'>;
  sources: Sources;
  deploys: Deploys;
  queue: KeyedQueue;
  log: Log;
  limits?: Partial<PushLimits> | undefined;
}

/** What pushes may take where nobody has said otherwise: 2 GiB, half an hour before the pack, and in it five minutes without a byte. */
const LIMITS: PushLimits = { bytes: 2 * 1024 ** 3, stall: 5 * 60_000, packing: 30 * 60_000 };

/**
 * What developers do with git: push, which deploys, and fetch. All methods answer git's exit code, and throw a `Failure`
 * before the first byte where the actor may not do it.
 */
export class Pushes {
  private readonly options: PushesOptions;
  private readonly receiver: Receiver;
  private readonly capabilities: Capabilities;
  /** What a push may take. */
  readonly limits: PushLimits;

  constructor(options: PushesOptions) {
    this.options = options;
    this.limits = { ...LIMITS, ...options.limits };
    this.capabilities = new Capabilities(options.repositories);
    this.receiver = new Receiver({
      ...options,
      limits: this.limits,
      isApp: (name) => options.store.apps.find(name) !== undefined,
      openApp: (name, developer, tell) => options.apps.open(name, developer, outputTo(tell).step),
    });
  }

  /** Throws a `Failure` unless the actor may use this service of git on the app. */
  check(service: GitService, { app, actor }: Pick<GitRequest, 'app' | 'actor'>): void {
    if (service === 'receive-pack') {
      requireRole(actor.developer, 'deploy', 'a push');
      this.options.apps.checkMayMake(app, actor);
      requireUnlocked(this.options.store, app);
    } else {
      requireRole(actor.developer, 'read', 'a fetch');
      this.options.apps.find(app, actor);
    }
  }

  /**
   * Writes what git itself writes for `--stateless-rpc --advertise-refs`: which refs there are, or what protocol v2 can
   * do. An app that is not there yet, but may be made by the push to come, has none; a look makes nothing.
   */
  async advertise(service: GitService, request: GitRequest): Promise<number> {
    this.check(service, request);
    if (service === 'upload-pack' && request.protocol === 'version=2') return this.sayCapabilities(request);
    return this.run({ service, mode: 'advertise', repository: await this.repository(request.app) }, request);
  }

  /** Takes a push from its commands on, which are a client's answer to the advertisement. The first push of a name makes the app. */
  async receive(request: GitRequest): Promise<number> {
    this.check('receive-pack', request);
    const { app, actor, ...rest } = request;
    let release: Release | undefined;
    return this.receiver.receive({
      app,
      ...rest,
      developer: actor.developer,
      recheck: () => this.recheck(app, actor),
      deploy: async (deploy) => {
        release = await this.deploy(deploy);
      },
      ended: (push, result) => this.ended(request, { ...push, release, result }),
    });
  }

  /** A push over one connection, as over SSH: the advertisement, and what the client makes of it. */
  async push(request: GitRequest): Promise<number> {
    const code = await this.advertise('receive-pack', request);
    return code === 0 ? this.receive(request) : code;
  }

  /** `git fetch`, `git clone`, `git ls-remote`: a conversation, or (stateless) the answer to one request of it. */
  async upload(request: GitRequest, { stateless }: { stateless: boolean }): Promise<number> {
    this.check('upload-pack', request);
    const repository = await this.repository(request.app);
    return this.run({ service: 'upload-pack', repository, ...(stateless && { mode: 'stateless' }) }, request);
  }

  // Private

  private async repository(app: string): Promise<string> {
    const { repositories, store } = this.options;
    if (!store.apps.find(app)) return repositories.empty();
    await repositories.ensure(app);
    return repositories.path(app);
  }

  private async sayCapabilities({ streams }: GitRequest): Promise<number> {
    await streams.write(await this.capabilities.text(), 'stdout');
    return 0;
  }

  private async run(command: ServiceCommand, { protocol, streams, signal }: GitRequest): Promise<number> {
    signal.throwIfAborted();
    const git = startService({ ...command, protocol }, streams);
    signal.addEventListener('abort', git.kill, { once: true });
    return git.finished.finally(() => signal.removeEventListener('abort', git.kill));
  }

  /** A push may have waited long: what its developer may do is asked again. */
  private recheck(app: string, actor: Actor): Developer {
    const now = this.options.logins.current(actor);
    if (!now)
      throw new Failure('access_revoked', 'Your access was taken away.', { hint: 'Ask an admin of this rack.' });
    this.check('receive-pack', { app, actor: now });
    return now.developer;
  }

  private async deploy({ app, developer, source, tell, signal }: DeployRequest): Promise<Release> {
    const output = outputTo(tell);
    const tree = await this.options.sources.prepare(source, { app, developer, output, signal });
    return this.options.deploys.deploy({ app, developer: developer.name, source: tree, output, signal });
  }

  private ended({ app, actor }: GitRequest, push: PushEnd & { release: Release | undefined; result: string }): void {
    const { refs, options, release, result } = push;
    const what = `push ${listed(refs.map((update) => (isDeletion(update) ? ':' : '') + shortName(update)))}`;
    const commits = [...new Set(refs.filter((update) => !isDeletion(update)).map((update) => update.new.slice(0, 7)))];
    const made = release ? [`v${release.version} (${release.id})`] : [];
    const detail = [listed(commits), ...options.map((option) => `-o ${printable(option)}`), ...made];
    const record = { app, detail: detail.filter((word) => word !== '').join(' ') || undefined, result };
    this.options.store.audit.record({ ...signature(actor), what, ...record });
  }
}

// Private

/** Words that one field of the audit log holds. */
const MOST_NAMED = 10;

function listed(words: readonly string[]): string {
  const more = words.length > MOST_NAMED ? [`and ${words.length - MOST_NAMED} more`] : [];
  return [...words.slice(0, MOST_NAMED).map((word) => word.slice(0, 100)), ...more].join(' ');
}

function printable(option: string): string {
  return /^[\w.=:/-]{1,60}$/.test(option) ? option : JSON.stringify(option.slice(0, 60));
}
