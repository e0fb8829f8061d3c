import { Failure } from '../../../lib/failure.ts';

/** The packages of extensions, by their names in PHP. Throws a `Failure` `no_such_extension`. */
export function packagesOf(version: string, extensions: readonly string[]): string[] {
  const names = extensions.map((extension) => packageOf(version, extension)).filter((name) => name !== undefined);
  return [...new Set(names)].map((name) => `php${version}-${name}`).sort();
}

// Private

/** Those that PHP has in itself. */
const INSIDE = 'calendar core ctype date exif ffi fileinfo filter ftp gettext hash iconv json libxml openssl pcntl pcre pdo phar posix random reflection session shmop sockets sodium spl standard sysvmsg sysvsem sysvshm tokenizer zlib'; // biome-ignore format: one glance

/** Package → what is in it besides the extension of its name. */
const TOGETHER: Record<string, string> = {
  mysql: 'mysqli mysqlnd pdo_mysql',
  odbc: 'pdo_odbc',
  opcache: 'zend-opcache',
  pgsql: 'pdo_pgsql',
  sqlite3: 'pdo_sqlite',
  sybase: 'pdo_dblib',
  xml: 'dom simplexml xml xmlreader xmlwriter xsl',
};

/** Packages of an extension of the same name, in both releases of Debian. */
const ALONE = 'amqp apcu ast bcmath bz2 curl dba ds enchant gd gearman gmagick gmp gnupg igbinary imagick intl ldap mailparse maxminddb mbstring mcrypt memcache memcached mongodb msgpack mysql oauth odbc opcache pcov pgsql pspell raphf readline redis rrd snmp soap solr sqlite3 ssh2 stomp tidy uopz uploadprogress uuid xdebug xml xmlrpc yac yaml zip zmq'; // biome-ignore format: one glance

/** Those that only one release has. */
const ONLY: Record<string, string> = { '8.2': 'imap', '8.4': 'excimer inotify zstd' };

const has = (words: string, word: string) => words.split(' ').includes(word);

/** Undefined for what needs no package. */
function packageOf(version: string, extension: string): string | undefined {
  if (has(INSIDE, extension)) return undefined;
  const together = Object.keys(TOGETHER).find((name) => has(TOGETHER[name]!, extension));
  if (together !== undefined) return together;
  if (has(ALONE, extension) || has(ONLY[version] ?? '', extension)) return extension;
  throw new Failure('no_such_extension', `Debian has no extension ${extension} for PHP ${version}.`, {
    hint: `Take ext-${extension} out of composer.json (and what needs it), or build with a Dockerfile.`,
  });
}
