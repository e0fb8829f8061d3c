import { Failure } from '../../lib/failure.ts';
import type { Acm } from '../aws/acm.ts';
import { sees } from '../model/access.ts';
import { type CheckedCertificate, readCertificate } from '../model/certificate.ts';
import { checkCertificateHosts } from '../model/host.ts';
import { selfSigned } from '../model/self-signed.ts';
import type { Store } from '../store/store.ts';
import { type Actor, audited } from './actor.ts';
import type { AppInfo, Apps } from './apps.ts';
import { type CertificateInfo, describe, sortKey } from './certificate-info.ts';
import { requireAdmin } from './guard.ts';
import { Presentation, type PresentationOptions } from './presentation.ts';
import { awaitTurn, changeInTurn, type ReleaseRequest, type TurnDeps } from './turn.ts';

export interface CertificatesOptions extends TurnDeps, Omit<PresentationOptions, 'acm'> {
  /** The rack's name. */
  name: string;
  apps: Apps;
  store: Store;
  acm: Pick<Acm, 'list' | 'import' | 'request' | 'records' | 'delete'>;
}

/** Days before its end from which on a certificate is told of. */
const SOON = 30;

/** The certificates of the rack, and for which apps the load balancer presents them. */
export class RackCertificates {
  private readonly options: CertificatesOptions;
  private readonly presentation: Presentation;

  constructor(options: CertificatesOptions) {
    this.options = options;
    this.presentation = new Presentation(options);
  }

  /** Those of the rack and of the apps that the actor sees, by their hosts. */
  async list({ developer }: Actor): Promise<CertificateInfo[]> {
    const all = await this.all();
    const seen = all.filter(({ app }) => app === undefined || sees(developer, app));
    const waiting = seen.filter(({ status }) => status === 'pending_validation');
    for (const each of waiting) each.records = await this.options.acm.records(each.arn);
    return seen;
  }

  /** Those that are presented for an app. */
  async of(name: string, actor: Actor): Promise<CertificateInfo[]> {
    const app = this.options.apps.find(name, actor);
    if (this.options.store.certificates.of(app.name).length === 0) return [];
    return (await this.all()).filter((each) => each.app === app.name);
  }

  /** Those of the rack that expire within a month, or did, and when. */
  async expiring(now = Date.now()): Promise<{ name: string; expires: Date }[]> {
    const found = (await this.all()).filter(({ expires }) => expires !== undefined);
    const ends = found.map(({ domains, id, expires }) => ({
      name: `${domains[0]} (${id})`,
      expires: new Date(expires!),
    }));
    return ends.filter(({ expires }) => expires.getTime() - now < SOON * DAY);
  }

  /** Keeps a certificate that was issued elsewhere. */
  import(pem: string, actor: Actor): Promise<CertificateInfo> {
    requireAdmin(actor, 'the import of a certificate');
    return this.keeping('certs import', actor, () => readCertificate(pem));
  }

  /** Makes a certificate that vouches for itself. */
  generate(hosts: readonly string[], actor: Actor): Promise<CertificateInfo> {
    requireAdmin(actor, 'making a certificate');
    return this.keeping(`certs generate ${hosts.join(' ')}`, actor, () => {
      checkCertificateHosts(hosts);
      return readCertificate(selfSigned(hosts));
    });
  }

  /** Has AWS issue a certificate, which waits until the records that are answered stand in DNS. */
  request(hosts: readonly string[], actor: Actor): Promise<CertificateInfo> {
    requireAdmin(actor, 'the request of a certificate');
    const { store, acm } = this.options;
    return audited(store, { actor, what: `certs request ${hosts.join(' ')}` }, async () => {
      checkCertificateHosts(hosts);
      const arn = await acm.request(hosts, { rack: this.options.name });
      store.certificates.set({ arn, app: undefined, addedBy: actor.developer.name });
      const records = await acm.records(arn);
      const asked = { arn, names: [...hosts], expires: undefined, status: 'PENDING_VALIDATION', isIssued: true };
      return { ...describe(asked, { app: undefined, addedBy: actor.developer.name }), records };
    });
  }

  /**
   * Has the load balancer present a certificate for hosts of an app: one that comes as PEM, or one of the rack's by its id. One
   * for the same hosts that the app had before is taken out and deleted.
   */
  add(name: string, given: { pem: string } | { id: string }, request: ReleaseRequest): Promise<CertificateInfo> {
    const { apps } = this.options;
    const what = 'id' in given ? `certs add ${given.id}` : 'certs add';
    const may = (now: Actor) => void apps.find(name, now);
    may(request.actor);
    return changeInTurn(this.options, { ...request, app: name, what, may }, async () => {
      await this.presentation.requireHttps();
      const app = apps.find(name, request.actor);
      return 'id' in given
        ? this.addKnown(app, given.id, request)
        : this.addNew(app, readCertificate(given.pem), request);
    });
  }

  /** Takes a certificate from the load balancer, where an app has it, and deletes it. */
  remove(id: string, request: ReleaseRequest): Promise<void> {
    const { store, acm } = this.options;
    const { actor } = request;
    return audited(store, { actor, what: `certs remove ${id}` }, async () => {
      const { arn, app, isDefault } = await this.find(id, actor);
      if (isDefault) throw presentedByRack(id);
      if (app === undefined) requireAdmin(actor, 'removing a certificate of the rack');
      else await this.withdraw(app, arn, request);
      await acm.delete(arn);
      store.certificates.remove(arn);
    });
  }

  // Private

  private async all(): Promise<CertificateInfo[]> {
    const { acm, https, store } = this.options;
    const [known, first] = await Promise.all([acm.list(), https.certificate()]);
    const kept = new Map(store.certificates.list().map((each) => [each.arn, each]));
    const ours = known.filter(({ arn }) => kept.has(arn) || arn === first);
    const all = ours.map((each) => describe(each, { ...kept.get(each.arn), isDefault: each.arn === first }));
    return all.sort((one, other) => sortKey(one).localeCompare(sortKey(other), 'en'));
  }

  private async find(id: string, { developer }: Actor): Promise<CertificateInfo> {
    const found = (await this.all()).find((each) => each.id === id);
    if (found && (found.app === undefined || sees(developer, found.app))) return found;
    throw new Failure('certificate_not_found', `There is no certificate "${id.slice(0, 100)}".`, {
      hint: 'List them: ssh rack certs',
    });
  }

  private keeping(what: string, actor: Actor, made: () => CheckedCertificate): Promise<CertificateInfo> {
    return audited(this.options.store, { actor, what }, async (note) => {
      const checked = made();
      note(checked.names.join(', '));
      return this.keep(checked, actor, undefined);
    });
  }

  private async keep(checked: CheckedCertificate, actor: Actor, app: string | undefined): Promise<CertificateInfo> {
    const { acm, store, name } = this.options;
    const arn = await acm.import(checked, { rack: name, ...(app !== undefined && { app }) });
    const addedBy = actor.developer.name;
    store.certificates.set({ arn, app: undefined, addedBy });
    const { names, expires } = checked;
    return describe({ arn, names: [...names], expires, status: 'ISSUED', isIssued: false }, { app, addedBy });
  }

  private async addKnown(app: AppInfo, id: string, request: ReleaseRequest): Promise<CertificateInfo> {
    const found = await this.find(id, request.actor);
    if (found.app !== undefined) throw presentedAlready(found);
    if (found.status !== 'issued') throw notIssued(found);
    this.presentation.checkNames(app, found.domains, request.actor);
    await this.present(app, found, request);
    return { ...found, app: app.name };
  }

  /** A certificate that could not be presented is not kept either. */
  private async addNew(app: AppInfo, checked: CheckedCertificate, request: ReleaseRequest): Promise<CertificateInfo> {
    this.presentation.checkNames(app, checked.names, request.actor);
    const kept = await this.keep(checked, request.actor, app.name);
    try {
      await this.present(app, kept, request);
    } catch (error) {
      await this.options.acm.delete(kept.arn).catch(() => {});
      this.options.store.certificates.remove(kept.arn);
      throw error;
    }
    return kept;
  }

  private async present(app: AppInfo, certificate: CertificateInfo, request: ReleaseRequest): Promise<void> {
    await this.presentation.present(app, certificate, await this.of(app.name, request.actor), request);
  }

  private withdraw(name: string, arn: string, request: ReleaseRequest): Promise<void> {
    const { apps } = this.options;
    const may = (now: Actor) => void apps.find(name, now);
    const change = { ...request, app: name, what: 'certs remove', may };
    return awaitTurn(this.options, change, () =>
      this.presentation.withdraw(apps.find(name, request.actor), arn, request),
    );
  }
}

// Private

const DAY = 24 * 60 * 60_000;

function presentedByRack(id: string): Failure {
  return new Failure('certificate_in_use', `The load balancer presents ${id} where no other certificate fits.`, {
    hint: 'Give the rack another one first: rack update NAME --param CertificateArn=ARN',
  });
}

function presentedAlready({ id }: CertificateInfo): Failure {
  return new Failure('certificate_in_use', `The certificate ${id} is presented for an app already.`, {
    hint: 'The load balancer presents it for every host that it names, so that there is nothing to do.',
  });
}

function notIssued({ id, status }: CertificateInfo): Failure {
  return new Failure(
    'certificate_not_issued',
    `The certificate ${id} is ${status}, and only an issued one is presented.`,
    {
      hint: 'The DNS records that AWS waits for: ssh rack certs --json',
    },
  );
}
