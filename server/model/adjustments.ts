import { type Scaled, withSizes } from './formation.ts';
import type { ReleaseProcess } from './release.ts';

/** What people have set of an app, which holds for whatever release of it is live. */
export interface Adjustments {
  sizes: Scaled;
  /** Process type → hosts, besides those that the app declares itself. */
  hosts: Readonly<Record<string, readonly string[]>>;
  /** The page that is shown instead of the app; undefined while it serves. */
  maintenance: string | undefined;
  /** The ARNs of certificates that the load balancer presents for its hosts. */
  certificates: readonly string[];
}

/** A release as it runs: what people have set wins over what the app says itself. */
export function adjusted<T extends { processes: Readonly<Record<string, Omit<ReleaseProcess, 'image'>>> }>(
  release: T,
  { sizes, hosts }: Pick<Adjustments, 'sizes' | 'hosts'>,
): T {
  const processes = Object.entries(withSizes(release.processes, sizes)).map(([name, spec]) => {
    const added = hosts[name] ?? [];
    return [name, added.length > 0 ? { ...spec, domains: [...new Set([...(spec.domains ?? []), ...added])] } : spec];
  });
  return { ...release, processes: Object.fromEntries(processes) };
}
