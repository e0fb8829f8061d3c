import type Docker from 'dockerode';
import { inspectImage } from '../../docker/inspect.ts';
import type { BaseImage } from '../model/build.ts';

/** What an image was built on, by the names that the engine told. Those that no registry told a digest of are its own. */
export async function baseImages(docker: Docker, names: readonly string[]): Promise<BaseImage[]> {
  const found = names.map(async (name) => {
    const [full, digest] = name.split('@') as [string, string?];
    const image = full.replace(/^docker\.io\/(library\/)?/, '');
    return { image, digest: digest ?? (await inspectImage(docker, full))?.Id };
  });
  return (await Promise.all(found)).filter((base): base is BaseImage => base.digest !== undefined);
}
