import type { Adjustments } from '../model/adjustments.ts';
import type { Domains } from './domains.ts';
import type { Formations } from './formations.ts';
import type { Maintenances } from './maintenance.ts';

/** What people have set of apps, whatever release is live. */
export class AppAdjustments {
  private readonly nouns: { formations: Formations; domains: Domains; maintenance: Maintenances };

  constructor(nouns: { formations: Formations; domains: Domains; maintenance: Maintenances }) {
    this.nouns = nouns;
  }

  of(app: string): Adjustments {
    const { formations, domains, maintenance } = this.nouns;
    const hosts: Record<string, string[]> = {};
    for (const { name, process } of domains.added(app)) hosts[process] = [...(hosts[process] ?? []), name];
    return { sizes: formations.of(app), hosts, maintenance: maintenance.of(app)?.page };
  }
}
