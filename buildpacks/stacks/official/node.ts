import { nodeVersions } from '../npm-programs.ts';
import type { OfficialRuntime } from './runtime.ts';

/** `node`, by exact version; `folder` keeps what was asked of the registry. */
export function nodeOfOfficial({ folder }: { folder: string }): OfficialRuntime {
  return {
    name: 'node',
    resolve: nodeVersions(folder, 'node'),
    image: (version, stage) => `node:${version}${stage === 'run' ? '-slim' : ''}`,
    copy: (image) => [
      `COPY --from=${image} /usr/local/bin/node /usr/local/bin/`,
      `COPY --from=${image} /usr/local/lib/node_modules /usr/local/lib/node_modules`,
      'RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm && ln -s ../lib/node_modules/npm/bin/npx-cli.js /usr/local/bin/npx',
    ],
  };
}
