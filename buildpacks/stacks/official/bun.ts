import { bunVersions } from '../npm-programs.ts';
import type { OfficialRuntime } from './runtime.ts';

/** `oven/bun`, the images of Bun's makers, by exact version. */
export function bunOfOfficial({ folder }: { folder: string }): OfficialRuntime {
  return {
    name: 'bun',
    resolve: bunVersions(folder),
    image: (version, stage) => `oven/bun:${version}${stage === 'run' ? '-slim' : ''}`,
    copy: (image) => [`COPY --from=${image} /usr/local/bin/bun /usr/local/bin/`, 'RUN ln -s bun /usr/local/bin/bunx'],
  };
}
