import { packagesOf } from './php-extensions.ts';
import { aptInstall, type DebianRuntime } from './runtime.ts';
import { type SuiteLines, suiteLine } from './suite-line.ts';

/** PHP with php-fpm as Debian has it, and Composer in the build. */
export const phpOnDebian: DebianRuntime = {
  name: 'php',
  resolve: async (pin) => suiteLine(PHP, pin),
  suite: (version) => PHP.lines[version],
  build: (version, parts) => [
    aptInstall(...own(version), ...packagesOf(version, parts), 'composer', 'git', 'unzip', 'ca-certificates'),
  ],
  run: (version, parts) => [
    aptInstall(...own(version), ...packagesOf(version, parts), 'ca-certificates'),
    `RUN ln -s /usr/sbin/php-fpm${version} /usr/local/bin/php-fpm`,
  ],
};

// Private

const PHP: SuiteLines = { title: 'PHP', lines: { '8.2': 'bookworm', '8.4': 'trixie' } };

const own = (version: string) => [`php${version}-cli`, `php${version}-fpm`];
