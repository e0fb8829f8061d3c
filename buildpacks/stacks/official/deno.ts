import { denoVersions } from '../npm-programs.ts';
import type { OfficialRuntime } from './runtime.ts';

/** `denoland/deno`, the images of Deno's makers, by exact version. */
export function denoOfOfficial({ folder }: { folder: string }): OfficialRuntime {
  return {
    name: 'deno',
    resolve: denoVersions(folder),
    image: (version) => `denoland/deno:debian-${version}`,
    copy: (image) => [`COPY --from=${image} /usr/bin/deno /usr/local/bin/`],
  };
}
