import { dockerignore, type Ignore, NOTHING } from '../../docker/dockerignore.ts';
import type { Source } from '../git/source.ts';

/**
 * What of a tree its own ignore file keeps out of the build. For a Dockerfile that is Dockerfile.dockerignore, as in
 * Docker, else .dockerignore; for a buildpack .slugignore, else .dockerignore. All are read by Docker's rules. Throws a
 * `Failure` `bad_ignore_file` where Docker would refuse the file.
 */
export async function ignoreOf(source: Pick<Source, 'files' | 'read'>, dockerfile = 'Dockerfile'): Promise<Ignore> {
  const files = new Set(await source.files());
  const own = files.has(dockerfile) ? `${dockerfile}.dockerignore` : '.slugignore';
  const file = [own, '.dockerignore'].find((name) => files.has(name));
  return file === undefined ? NOTHING : dockerignore((await source.read(file)) ?? '', file);
}
