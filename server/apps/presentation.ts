import { Failure } from '../../lib/failure.ts';
import type { Acm } from '../aws/acm.ts';
import { allows } from '../model/access.ts';
import type { Store } from '../store/store.ts';
import type { Actor } from './actor.ts';
import type { AppInfo } from './apps.ts';
import type { CertificateInfo } from './certificate-info.ts';
import { checkNames } from './certificate-names.ts';
import type { Deploys } from './deploys.ts';
import type { ReleaseRequest } from './turn.ts';

/** What the rack's load balancer has to do with certificates. */
export interface Https {
  /** The ARN of the certificate that it presents where no other one fits; undefined while apps are served by HTTP alone. */
  certificate(): Promise<string | undefined>;
}

export interface PresentationOptions {
  store: Store;
  deploys: Deploys;
  acm: Pick<Acm, 'delete'>;
  https: Https;
  /** The suffix of the rack's own host names. */
  domain: string;
}

/** Has the load balancer present certificates for hosts of apps. Callers see to it that it is the app's turn. */
export class Presentation {
  private readonly options: PresentationOptions;

  constructor(options: PresentationOptions) {
    this.options = options;
  }

  /** Throws a `Failure` `no_https` where no certificate could be presented. */
  async requireHttps(): Promise<void> {
    if ((await this.options.https.certificate()) !== undefined) return;
    throw new Failure('no_https', 'This rack serves apps by HTTP alone, where no certificate is presented.', {
      hint:
        `Give it one for *.${this.options.domain} first: ssh rack certs import < FILE, ` +
        'then its operator: rack update NAME --param CertificateArn=ARN',
    });
  }

  /** Throws a `Failure` unless a certificate for these names may be presented for the app. */
  checkNames(app: AppInfo, names: readonly string[], { developer }: Actor): void {
    const { store, domain } = this.options;
    const urls = [app.url, ...app.addresses.map(({ url }) => url)];
    const added = store.domains.added(app.name).map(({ name }) => name);
    const own = [...new Set([...urls.map((url) => new URL(url).hostname), ...added])];
    const hosts = { app: app.name, own, others: store.domains.others(app.name), domain };
    checkNames(names, hosts, allows(developer.role, 'admin') && developer.apps === 'all');
  }

  /** Presents a certificate in the place of those of the app that are for the same hosts, which are deleted. */
  async present(
    app: AppInfo,
    { arn, domains }: CertificateInfo,
    present: readonly CertificateInfo[],
    request: ReleaseRequest,
  ): Promise<void> {
    const { store, acm } = this.options;
    const hosts = (names: readonly string[]) => [...names].sort().join();
    const old = present.filter((other) => other.arn !== arn && hosts(other.domains) === hosts(domains));
    const stay = store.certificates.of(app.name).filter((each) => !old.some((other) => other.arn === each));
    await this.adjust(app, [...stay, arn], 'the certificate was not added', request);
    store.certificates.set({ arn, app: app.name, addedBy: request.actor.developer.name });
    for (const { arn, expires } of old) {
      request.output.line(`It takes the place of the one that expires at ${expires}`);
      await acm.delete(arn);
      store.certificates.remove(arn);
    }
  }

  /** Presents a certificate of the app no more. */
  async withdraw(app: AppInfo, arn: string, request: ReleaseRequest): Promise<void> {
    const { store } = this.options;
    const left = store.certificates.of(app.name).filter((each) => each !== arn);
    await this.adjust(app, left, 'the certificate was not removed', request);
    store.certificates.set({ arn, app: undefined, addedBy: request.actor.developer.name });
  }

  // Private

  private async adjust(
    app: AppInfo,
    certificates: string[],
    failure: string,
    { output, signal }: ReleaseRequest,
  ): Promise<void> {
    const before = this.options.store.adjustments.of(app.name);
    if (app.live) await this.options.deploys.adjust(app, { ...before, certificates }, { output, signal, failure });
    else output.line(`${app.name} has no live release yet: it holds from the first one on`);
  }
}
