import { aptInstall, type DebianRuntime } from './runtime.ts';
import { type SuiteLines, suiteLine } from './suite-line.ts';

/** Ruby and Bundler as Debian has them: one version in each release, with Debian's own fixes. */
export const rubyOnDebian: DebianRuntime = {
  name: 'ruby',
  resolve: async (pin) => suiteLine(RUBY, pin),
  suite: (version) => RUBY.lines[version],
  build: () => [aptInstall(...RUN, ...BUILD)],
  run: () => [aptInstall(...RUN)],
};

// Private

const RUBY: SuiteLines = { title: 'Ruby', lines: { '3.1.2': 'bookworm', '3.3.8': 'trixie' } };

const RUN = ['ruby', 'bundler', 'ca-certificates', 'tzdata'];

/** What gems with extensions in C, and those from repositories, need. */
const BUILD = ['ruby-dev', 'build-essential', 'pkg-config', 'git', 'libyaml-dev', 'zlib1g-dev'];
