import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Routing } from './routing.ts';
import { CERTIFICATES, certificateFiles } from './tls.ts';

/** The certificates and keys that the proxy reads, in files for its owner only. */
export class CertificateFiles {
  private readonly folder: string;
  private readonly mount: string;
  private readonly written = new Set<string>();

  /** `folder` is the proxy's folder on this machine, `mount` the same as the proxy sees it. */
  constructor(folder: string, mount: string) {
    this.folder = join(folder, CERTIFICATES);
    this.mount = mount;
  }

  /** Writes what a routing needs and is not there yet. */
  async write(routing: Routing): Promise<void> {
    const missing = [...this.wanted(routing)].filter(([name]) => !this.written.has(name));
    if (missing.length === 0) return;
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    for (const [name, content] of missing) {
      await writeFile(join(this.folder, name), content, { mode: 0o600 });
      this.written.add(name);
    }
  }

  /** Removes what a routing does not need: a worker that still shows it has read it long ago. */
  async prune(routing: Routing): Promise<void> {
    const wanted = this.wanted(routing);
    const there = await readdir(this.folder).catch(() => []);
    for (const name of there.filter((each) => !wanted.has(each))) {
      this.written.delete(name);
      await rm(join(this.folder, name), { force: true });
    }
  }

  // Private

  private wanted({ frontends }: Routing): Map<string, string> {
    const files = frontends.flatMap(({ tls }) => (tls ? [...certificateFiles(tls, this.mount)] : []));
    return new Map(files);
  }
}
