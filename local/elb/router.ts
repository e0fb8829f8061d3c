import { retry } from '../../lib/retry.ts';
import type { CertificateSource } from './certificate-source.ts';
import { routingOf } from './haproxy/derive.ts';
import type { HaProxy } from './haproxy/proxy.ts';
import type { Routing } from './haproxy/routing.ts';
import type { State } from './state.ts';

/**
 * Keeps the proxy in step with the state. Changes that come while one is carried out are carried out together after
 * it; whoever asked waits until the proxy does what it asked for.
 */
export class Router {
  private readonly state: State;
  private readonly proxy: HaProxy;
  private readonly certificates: CertificateSource;
  private readonly gateway: string | undefined;
  private startedAt: string | undefined;
  private starting: Promise<string> | undefined;
  private last: Promise<void> = Promise.resolve();
  private waiting: Promise<void> | undefined;
  /** The last change that was asked for did not reach the proxy: it is brought there by the next `apply`. */
  private behind = false;
  private isBringing = false;
  /** The healthy targets that the proxy was last told of, by their keys. */
  private routed: ReadonlySet<string> = new Set();

  constructor(deps: { state: State; proxy: HaProxy; certificates: CertificateSource; gateway?: string | undefined }) {
    this.state = deps.state;
    this.proxy = deps.proxy;
    this.certificates = deps.certificates;
    this.gateway = deps.gateway;
  }

  /** Runs the proxy if it does not yet; answers when it was started. One start at a time: two would undo each other. */
  async ensure(): Promise<string> {
    if (this.startedAt !== undefined) return this.startedAt;
    this.starting ??= this.proxy.ensure(this.routing()).finally(() => {
      this.starting = undefined;
    });
    this.startedAt = await this.starting;
    return this.startedAt;
  }

  /** True when the proxy answers and does what it was last asked to, or is being brought there: in a reload it is silent for a moment. */
  async isWell(): Promise<boolean> {
    if (this.isBringing) return true;
    if (this.behind || this.startedAt === undefined) return false;
    return (await this.proxy.isUp()) || this.isBringing;
  }

  /** Makes the next `ensure` look anew at what runs. */
  distrust(): void {
    this.startedAt = undefined;
    this.proxy.distrust();
  }

  /** True when the proxy knows that this target is healthy. */
  isRouted(targetKey: string): boolean {
    return this.routed.has(targetKey);
  }

  /** Resolves when the proxy does what the state said at the time of the call, or says later. */
  apply(): Promise<void> {
    this.waiting ??= this.enqueue();
    return this.waiting;
  }

  // Private

  private routing(): Routing {
    return routingOf(this.state, this.certificates, this.gateway);
  }

  private enqueue(): Promise<void> {
    const turn = this.last.then(() => {
      this.waiting = undefined;
      return retry(() => this.bring(), { times: 2 });
    });
    this.last = turn.catch(() => {});
    return turn;
  }

  private async bring(): Promise<void> {
    this.isBringing = true;
    try {
      await this.ensure();
      const healthy = this.state.targets.where(({ state }) => state === 'healthy').map(({ key }) => key);
      await this.proxy.apply(this.routing());
      this.routed = new Set(healthy);
      this.behind = false;
    } catch (error) {
      this.behind = true;
      // It may have gone away, or not be what we believe.
      this.distrust();
      throw error;
    } finally {
      this.isBringing = false;
    }
  }
}
