import type { Adjustments } from '../model/adjustments.ts';
import type { Certificates } from './certificates.ts';
import type { Domains } from './domains.ts';
import type { Formations } from './formations.ts';
import type { Maintenances } from './maintenance.ts';

interface Nouns {
  formations: Formations;
  domains: Domains;
  maintenance: Maintenances;
  certificates: Certificates;
}

/** What people have set of apps, whatever release is live. */
export class AppAdjustments {
  private readonly nouns: Nouns;

  constructor(nouns: Nouns) {
    this.nouns = nouns;
  }

  of(app: string): Adjustments {
    const { formations, domains, maintenance, certificates } = this.nouns;
    const hosts: Record<string, string[]> = {};
    for (const { name, process } of domains.added(app)) hosts[process] = [...(hosts[process] ?? []), name];
    const page = maintenance.of(app)?.page;
    return { sizes: formations.of(app), hosts, maintenance: page, certificates: certificates.of(app) };
  }
}
