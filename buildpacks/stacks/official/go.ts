import { Failure } from '../../../lib/failure.ts';
import type { OfficialRuntime } from './runtime.ts';

/** `golang`, by the version as it was asked for: a tag such as `1.22` is the newest of its line. */
export const goOfOfficial: OfficialRuntime = {
  name: 'go',
  resolve: async ({ wanted, from }) => {
    if (/^1(\.\d+){0,2}(rc\d+)?$/.test(wanted)) return wanted;
    if (wanted === 'latest') return '1';
    throw new Failure('no_such_version', `There is no Go "${wanted}", which ${from} asks for.`, {
      hint: 'Ask for a version as in "go 1.26" or "toolchain go1.26.3" in go.mod.',
    });
  },
  image: (version) => `golang:${version}${isOnBookworm(version) ? '-bookworm' : ''}`,
  copy: (image) => [
    `COPY --from=${image} /usr/local/go /usr/local/go`,
    'ENV PATH=/usr/local/go/bin:$PATH GOTOOLCHAIN=local',
  ],
};

// Private

/** What is linked to a C library must find one that is as new where it runs; Go's images before 1.20 have older ones. */
function isOnBookworm(version: string): boolean {
  const minor = version.split('.')[1];
  return minor === undefined || Number.parseInt(minor, 10) >= 20;
}
