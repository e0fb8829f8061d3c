import { aptInstall, type DebianRuntime } from './runtime.ts';

/** nginx as each release of Debian has it. */
export const nginxOnDebian: DebianRuntime = {
  name: 'nginx',
  resolve: async ({ wanted }) => wanted,
  suite: () => undefined,
  build: () => [],
  run: () => [aptInstall('nginx')],
};
