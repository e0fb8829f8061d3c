import { aptInstall } from '../debian/runtime.ts';
import type { OfficialRuntime } from './runtime.ts';

/** `nginx`, of its stable line; beside another language that of the Debian that the language's image is made of. */
export const nginxOfOfficial: OfficialRuntime = {
  name: 'nginx',
  resolve: async ({ wanted }) => wanted,
  image: (version) => `nginx:${version}`,
  copy: () => [aptInstall('nginx')],
};
