import { Failure } from '../../../lib/failure.ts';
import { highestLine } from '../../version-range.ts';
import type { OfficialRuntime } from './runtime.ts';

/** `ruby`, by line, or by the exact version where one is asked for. */
export const rubyOfOfficial: OfficialRuntime = {
  name: 'ruby',
  resolve: async ({ wanted, from }) => {
    if (/^\d+\.\d+\.\d+$/.test(wanted)) return wanted;
    const line = highestLine(LINES, wanted);
    if (line !== undefined) return line;
    throw new Failure('no_such_version', `Ruby ${wanted} was asked for (${from}); here are ${LINES.join(', ')}.`, {
      hint: 'Ask for one of them, for an exact version, or build with a Dockerfile.',
    });
  },
  image: (version, stage) => `ruby:${version}${stage === 'run' ? '-slim' : ''}`,
  copy: (image) => [
    `COPY --from=${image} /usr/local /usr/local`,
    'RUN apt-get update -q && apt-get install -qy --no-install-recommends libyaml-0-2 libffi8 libgmp10 && rm -rf /var/lib/apt/lists/*',
  ],
};

// Private

/** Those that Ruby's makers maintain. Moves once a year, with a changelog entry. */
const LINES = ['3.2', '3.3', '3.4', '4.0'];
