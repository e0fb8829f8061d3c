import { Failure } from '../../../lib/failure.ts';
import { highest, parseSpecifier } from '../../python/specifier.ts';
import type { OfficialRuntime } from './runtime.ts';

/** `python`: an exact version by its own tag, all else by the newest line that fits. */
export const pythonOfOfficial: OfficialRuntime = {
  name: 'python',
  resolve: async (pin) => {
    if (/^(==)?\d+\.\d+\.\d+$/.test(pin.wanted)) return pin.wanted.replace('==', '');
    const fits = parseSpecifier(pin.wanted);
    const line = fits && highest(LINES, (each) => fits(`${each}.${LATE}`));
    if (line !== undefined) return line;
    throw new Failure('no_such_version', `Python ${pin.wanted} was asked for (${pin.from}); here are ${ALL}.`, {
      hint: `Ask for one of these lines, such as ${LINES.at(-1)}, or for an exact version.`,
    });
  },
  image: (version, stage) => `python:${version}${stage === 'run' ? '-slim' : ''}`,
  copy: (image) => [`COPY --from=${image} /usr/local /usr/local`, 'RUN ldconfig'],
};

// Private

/** The lines that get updates. */
const LINES = ['3.10', '3.11', '3.12', '3.13', '3.14'];
const ALL = `${LINES.slice(0, -1).join(', ')} and ${LINES.at(-1)}`;

/** A line is as good as its newest version, whose number nobody here knows: a high one stands for it. */
const LATE = 99;
