import { createHash, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import { Collection } from '../store/collection.ts';
import type { Database } from '../store/database.ts';
import { openVault, type Vault } from '../store/vault.ts';
import { notFound } from './errors.ts';
import type { Material } from './material.ts';

export interface Tag {
  Key: string;
  Value?: string;
}

/** An imported certificate as it is kept: its private key only sealed. */
export interface Certificate {
  arn: string;
  certificate: string;
  chain: string | undefined;
  sealedKey: string;
  /** ISO dates; a certificate that is imported again was created once. */
  createdAt: string;
  importedAt: string;
  tags: Tag[];
}

/** A certificate as a server presents it, with a name that changes whenever its content does. */
interface Presented {
  name: string;
  /** Certificate, chain and private key. */
  pem: string;
}

/**
 * The imported certificates. Private keys lie encrypted (AES-256-GCM) with the key in `acm.key`. No operation of
 * Certificate Manager hands a key out; as on AWS, load balancers get at it all the same: by `presented`.
 */
export class Certificates {
  private readonly config: Config;
  private readonly kept: Collection<Certificate>;
  private readonly vault: Vault;
  /** What was handed out, until the certificate changes: load balancers ask for it at every change of a target. */
  private readonly shown = new Map<string, Presented>();
  private readonly followers = new Set<(arn: string) => Promise<void>>();

  constructor({ config, database }: { config: Config; database: Database }) {
    this.config = config;
    this.kept = new Collection(database, 'acm_certificates', ({ arn }) => arn);
    this.vault = openVault(join(config.home, 'acm.key'), this.kept.size > 0);
  }

  find(arn: string): Certificate | undefined {
    return this.kept.get(arn);
  }

  get(arn: string): Certificate {
    const found = this.find(arn);
    if (!found) throw notFound(arn);
    return found;
  }

  list(): Certificate[] {
    return this.kept.all();
  }

  add(material: Material, tags: Tag[]): Certificate {
    const { region, account } = this.config;
    const now = new Date().toISOString();
    const head = { arn: `arn:aws:acm:${region}:${account}:certificate/${randomUUID()}`, createdAt: now, tags };
    return this.save({ ...head, importedAt: now, ...this.sealed(material, head.arn) });
  }

  /** Puts other material in the place of a certificate's; resolves when who presents it has taken that up. */
  async replace(certificate: Certificate, material: Material): Promise<void> {
    this.save({ ...certificate, importedAt: new Date().toISOString(), ...this.sealed(material, certificate.arn) });
    for (const follower of this.followers) await follower(certificate.arn);
  }

  save(certificate: Certificate): Certificate {
    this.shown.delete(certificate.arn);
    return this.kept.save(certificate);
  }

  remove(certificate: Certificate): void {
    this.shown.delete(certificate.arn);
    this.kept.remove(certificate);
  }

  presented(arn: string): Presented | undefined {
    const known = this.shown.get(arn);
    if (known) return known;
    const found = this.find(arn);
    if (!found) return undefined;
    const presented = this.assembled(found);
    this.shown.set(arn, presented);
    return presented;
  }

  /** `follower` is told of every certificate whose material was replaced. */
  onReplace(follower: (arn: string) => Promise<void>): void {
    this.followers.add(follower);
  }

  // Private

  private assembled({ arn, certificate, chain, sealedKey }: Certificate): Presented {
    const key = this.vault.open(Buffer.from(sealedKey, 'base64'), arn).toString();
    const pem = `${certificate}${chain ?? ''}${key}`;
    return { name: createHash('sha256').update(pem).digest('hex').slice(0, 24), pem };
  }

  private sealed({ certificate, chain, privateKey }: Material, arn: string) {
    return { certificate, chain, sealedKey: this.vault.seal(Buffer.from(privateKey), arn).toString('base64') };
  }
}
