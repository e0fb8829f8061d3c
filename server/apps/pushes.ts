import type { Log } from '../../lib/log.ts';
import type { KeyedQueue } from '../../lib/queue.ts';
import { outputTo } from '../deploy/output.ts';
import type { RefUpdate } from '../git/hook.ts';
import { branchOf } from '../git/policy.ts';
import { type DeployRequest, Receiver } from '../git/receive.ts';
import type { Repositories } from '../git/repositories.ts';
import { type ServiceCommand, type Streams, startService } from '../git/service.ts';
import { requireRole } from '../model/access.ts';
import type { App } from '../model/app.ts';
import type { Developer } from '../model/developer.ts';
import type { Store } from '../store/store.ts';
import type { Actor } from './actor.ts';
import type { Apps } from './apps.ts';
import type { Deploys } from './deploys.ts';

/** One use of git by a developer, over any door. */
export interface GitRequest {
  app: string;
  actor: Actor;
  protocol?: string | undefined;
  streams: Streams;
  signal: AbortSignal;
}

export interface PushesOptions {
  store: Store;
  repositories: Repositories;
  apps: Apps;
  deploys: Deploys;
  queue: KeyedQueue;
  log: Log;
}

/** What developers do with git: push, which deploys, and fetch. */
export class Pushes {
  private readonly options: PushesOptions;
  private readonly receiver: Receiver;

  constructor(options: PushesOptions) {
    this.options = options;
    this.receiver = new Receiver({
      ...options,
      isApp: (name) => options.store.apps.find(name) !== undefined,
      openApp: (name, developer, tell) => this.openApp(name, developer, tell),
      deploy: (request) => this.deploy(request),
    });
  }

  /** Writes what git itself writes for `--stateless-rpc --advertise-refs`. */
  async advertise(service: 'receive-pack' | 'upload-pack', request: GitRequest): Promise<number> {
    const { app, actor } = request;
    if (service === 'upload-pack') return this.fetch(request, 'advertise');
    requireRole(actor.developer, 'deploy', 'a push');
    this.options.apps.checkMayMake(app, actor);
    await this.options.repositories.ensure(app);
    return this.run({ service, repository: this.options.repositories.path(app), mode: 'advertise' }, request);
  }

  /** Takes a push from its commands on. The first push of a name makes the app. */
  receive(request: GitRequest): Promise<number> {
    return this.take(request, 'stateless');
  }

  /** A push over one connection, as over SSH. */
  push(request: GitRequest): Promise<number> {
    return this.take(request);
  }

  /** `git fetch`, `git clone`, `git ls-remote`. */
  upload(request: GitRequest, { stateless }: { stateless: boolean }): Promise<number> {
    return this.fetch(request, stateless ? 'stateless' : undefined);
  }

  // Private

  private async take({ app, actor, ...rest }: GitRequest, mode?: 'stateless'): Promise<number> {
    requireRole(actor.developer, 'deploy', 'a push');
    this.options.apps.checkMayMake(app, actor);
    const ended = (refs: RefUpdate[], result: string) => this.ended(app, actor, refs, result);
    return this.receiver.receive({ app, mode, ...rest, developer: actor.developer, ended });
  }

  private async fetch(request: GitRequest, mode: ServiceCommand['mode']): Promise<number> {
    const { app, actor } = request;
    requireRole(actor.developer, 'read', 'a fetch');
    const { name } = this.options.apps.find(app, actor);
    await this.options.repositories.ensure(name);
    return this.run({ service: 'upload-pack', repository: this.options.repositories.path(name), mode }, request);
  }

  private async run(command: ServiceCommand, { protocol, streams, signal }: GitRequest): Promise<number> {
    const git = startService({ ...command, protocol }, streams);
    signal.addEventListener('abort', git.kill, { once: true });
    if (signal.aborted) git.kill();
    return git.finished.finally(() => signal.removeEventListener('abort', git.kill));
  }

  private openApp(name: string, developer: Developer, tell: (line: string) => void): App {
    const { apps } = this.options.store;
    const known = apps.find(name);
    if (known) return known;
    tell(`-----> Creating the app ${name}`);
    return apps.create({ name, createdBy: developer.name });
  }

  private async deploy({ app, developer, source, tell, signal }: DeployRequest): Promise<void> {
    const output = outputTo(tell);
    await this.options.deploys.deploy({ app, developer: developer.name, source, output, signal });
  }

  private ended(app: string, { developer, from }: Actor, refs: RefUpdate[], result: string): void {
    const what = `push ${refs.map((update) => branchOf(update) ?? update.ref).join(' ')}`;
    this.options.store.audit.record({ who: developer.name, what, app, from, result });
  }
}
