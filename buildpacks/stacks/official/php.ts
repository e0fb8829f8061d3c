import { Failure } from '../../../lib/failure.ts';
import { highestLine } from '../../version-range.ts';
import { aptInstall } from '../debian/runtime.ts';
import type { OfficialRuntime } from './runtime.ts';

/** `php` with php-fpm, by line; Composer in the build. */
export const phpOfOfficial: OfficialRuntime = {
  name: 'php',
  resolve: async ({ wanted, from }) => {
    const line = highestLine(LINES, wanted);
    if (line !== undefined) return line;
    throw new Failure('no_such_version', `PHP ${wanted} was asked for (${from}); here are ${LINES.join(', ')}.`, {
      hint: 'Ask for one of them, or build with a Dockerfile.',
    });
  },
  image: (version) => `php:${version}-fpm`,
  lines: (stage, parts) => [
    ...extensionLines(parts),
    'RUN mv "$PHP_INI_DIR/php.ini-production" "$PHP_INI_DIR/php.ini"',
    ...(stage === 'build' ? COMPOSER : []),
  ],
  copy: () => {
    throw new Failure('no_such_runtime', 'On the official stack PHP can only be the language that runs.', {
      hint: 'Name php last: ssh rack set APP languages=node,php',
    });
  },
};

// Private

/** Those that PHP's makers maintain. Moves once a year, with a changelog entry. */
const LINES = ['8.2', '8.3', '8.4', '8.5'];

const COMPOSER = [aptInstall('git', 'unzip'), 'COPY --from=composer:2 /usr/bin/composer /usr/local/bin/composer'];

/** Those that are in the image. */
const INSIDE = 'core ctype curl date dom fileinfo filter hash iconv json libxml mbstring mysqlnd openssl opcache zend-opcache pcre pdo pdo_sqlite phar posix random readline reflection session simplexml sodium spl sqlite3 standard tokenizer xml xmlreader xmlwriter zlib'; // biome-ignore format: one glance

/** Extension → the Debian packages that compiling it needs. */
const COMPILED: Record<string, string> = {
  bcmath: '',
  bz2: 'libbz2-dev',
  calendar: '',
  exif: '',
  ftp: 'libssl-dev',
  gd: 'libpng-dev libjpeg-dev libwebp-dev libfreetype-dev',
  gettext: '',
  gmp: 'libgmp-dev',
  intl: 'libicu-dev',
  ldap: 'libldap-dev',
  mysqli: '',
  pcntl: '',
  pdo_mysql: '',
  pdo_pgsql: 'libpq-dev',
  pgsql: 'libpq-dev',
  shmop: '',
  soap: 'libxml2-dev',
  sockets: '',
  tidy: 'libtidy-dev',
  xsl: 'libxslt1-dev',
  zip: 'libzip-dev',
};

/** Those of PECL, with what compiling them needs. */
const PECL: Record<string, string> = {
  apcu: '',
  igbinary: '',
  imagick: 'libmagickwand-dev',
  memcached: 'libmemcached-dev zlib1g-dev libssl-dev',
  mongodb: 'libssl-dev',
  redis: '',
  xdebug: '',
  yaml: 'libyaml-dev',
};

function extensionLines(extensions: readonly string[]): string[] {
  const missing = extensions.filter((extension) => !INSIDE.split(' ').includes(extension));
  const unknown = missing.find((extension) => !Object.hasOwn(COMPILED, extension) && !Object.hasOwn(PECL, extension));
  if (unknown !== undefined) throw noSuchExtension(unknown);
  const packages = new Set(missing.flatMap((each) => (COMPILED[each] ?? PECL[each]!).split(' ').filter(Boolean)));
  const compiled = missing.filter((each) => each in COMPILED);
  const pecl = missing.filter((each) => each in PECL);
  return [
    ...(packages.size > 0 ? [aptInstall(...packages)] : []),
    ...(compiled.includes('gd') ? ['RUN docker-php-ext-configure gd --with-freetype --with-jpeg --with-webp'] : []),
    ...(compiled.length > 0 ? [`RUN docker-php-ext-install -j$(nproc) ${compiled.join(' ')}`] : []),
    ...(pecl.length > 0 ? [`RUN pecl install ${pecl.join(' ')} && docker-php-ext-enable ${pecl.join(' ')}`] : []),
  ];
}

function noSuchExtension(extension: string): Failure {
  return new Failure('no_such_extension', `The official stack has no extension ${extension} for PHP.`, {
    hint: `Take ext-${extension} out of composer.json (and what needs it), or build with a Dockerfile.`,
  });
}
