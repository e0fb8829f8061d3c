import { Failure } from '../../../lib/failure.ts';
import type { OfficialRuntime } from './runtime.ts';

/** `rust`, by the version as it was asked for: a tag such as `1.85` is the newest of its line. */
export const rustOfOfficial: OfficialRuntime = {
  name: 'rust',
  resolve: async ({ wanted, from }) => {
    if (/^1(\.\d+){0,2}$/.test(wanted)) return wanted;
    if (/^(stable|latest)$| or newer$/.test(wanted)) return '1';
    throw new Failure(
      'no_such_version',
      `There is no Rust "${wanted}", which ${from} asks for: the official stack has stable ones.`,
      {
        hint: 'Ask for one in rust-toolchain.toml, as in  channel = "1.85"; for others use a Dockerfile.',
      },
    );
  },
  image: (version) => `rust:${version}-bookworm`,
  copy: (image) => [
    `COPY --from=${image} /usr/local/cargo /usr/local/cargo`,
    `COPY --from=${image} /usr/local/rustup /usr/local/rustup`,
    'ENV RUSTUP_HOME=/usr/local/rustup PATH=/usr/local/cargo/bin:$PATH',
  ],
};
