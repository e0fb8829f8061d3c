import { Failure } from '../../../lib/failure.ts';
import { highest, parseSpecifier } from '../../python/specifier.ts';
import { aptInstall, type DebianRuntime, type Suite } from './runtime.ts';

/**
 * Python as Debian has it: one version in each release, which keeps its number while it lasts and gets Debian's own
 * security updates.
 */
export const pythonOnDebian: DebianRuntime = {
  name: 'python',
  resolve: async (pin) => {
    const fits = parseSpecifier(pin.wanted);
    const version = fits && highest(Object.keys(VERSIONS), fits);
    if (version !== undefined) return version;
    throw new Failure('no_such_version', `Python ${pin.wanted} was asked for (${pin.from}); here are ${ALL}.`, {
      hint: `Ask for ${nearest(pin.wanted)} (there is one version of each line), build with a Dockerfile, or run the rack on the official stack.`,
    });
  },
  suite: (version) => VERSIONS[version],
  build: (version) => [aptInstall(...RUN, ...BUILD), `RUN ${check(version)}`],
  run: (version) => [aptInstall(...RUN), `RUN ${check(version)}`],
};

// Private

const VERSIONS: Record<string, Suite> = { '3.11.2': 'bookworm', '3.13.5': 'trixie' };
const ALL = Object.keys(VERSIONS).join(' and ');

const RUN = ['python3', 'ca-certificates', 'tzdata', 'media-types'];

/** What packages without wheels, and those from repositories, need. */
const BUILD = ['python3-venv', 'python3-dev', 'build-essential', 'pkg-config', 'git'];

/** `python` means Python 3; and it is the version that pushes are told. */
function check(version: string): string {
  const found = `$(python --version)`;
  return `ln -s python3 /usr/bin/python && { test "${found}" = 'Python ${version}' || { echo "Debian has ${found} now, not ${version}"; exit 1; }; }`;
}

/** The line that was asked for, where only its last number is another; else the newest. */
function nearest(wanted: string): string {
  const lines = Object.keys(VERSIONS).map((version) => version.split('.').slice(0, 2).join('.'));
  return lines.find((line) => wanted.replace(/^==\s*/, '').startsWith(`${line}.`)) ?? lines.at(-1)!;
}
