import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../../lib/failure.ts';
import { run } from '../../../lib/run.ts';

const PACK_TIMEOUT_MS = 5 * 60_000;

/** The tarball of an npm package, fetched by npm itself: it knows this machine's registry, proxies and certificates. */
export async function npmPackage(folder: string, name: string, version: string, signal: AbortSignal): Promise<Buffer> {
  await mkdir(folder, { recursive: true });
  const into = await mkdtemp(join(folder, 'pack-'));
  try {
    const argv = ['npm', 'pack', `${name}@${version}`, '--silent', '--pack-destination', into];
    await run(argv, { cwd: into, signal, timeout: PACK_TIMEOUT_MS });
    const [file] = await readdir(into);
    return await readFile(join(into, file!));
  } catch (cause) {
    signal.throwIfAborted();
    throw new Failure('no_such_version', `${name} ${version} could not be fetched.`, {
      hint: `See whether ${version} exists, and whether npm on the rack's machine reaches its registry.`,
      cause,
    });
  } finally {
    await rm(into, { recursive: true, force: true });
  }
}
