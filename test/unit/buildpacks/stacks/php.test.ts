import t from 'tap';
import { phpOnDebian } from '../../../../buildpacks/stacks/debian/php.ts';
import { phpOfOfficial } from '../../../../buildpacks/stacks/official/php.ts';

const pin = (wanted: string) => ({ wanted, from: 'require in composer.json' });

t.test('Debian gives the highest line that fits, and the release that has it', async (t) => {
  t.equal(await phpOnDebian.resolve(pin('^8.1')), '8.4');
  t.equal(await phpOnDebian.resolve(pin('~8.2.0')), '8.2');
  t.equal(phpOnDebian.suite('8.2'), 'bookworm');
  t.equal(phpOnDebian.suite('8.4'), 'trixie');
});

t.test('a line that Debian does not have is refused with those that it has', async (t) => {
  await t.rejects(phpOnDebian.resolve(pin('^7.4')), {
    code: 'no_such_version',
    message: 'PHP ^7.4 was asked for (require in composer.json); here are 8.2 and 8.4.',
  });
});

t.test('extensions become packages, what PHP has in itself does not', async (t) => {
  const [line] = phpOnDebian.run('8.2', ['json', 'pdo_mysql', 'mysqli', 'dom', 'gd']);
  t.match(line, /php8\.2-cli php8\.2-fpm php8\.2-gd php8\.2-mysql php8\.2-xml ca-certificates /);
  t.throws(() => phpOnDebian.run('8.4', ['imap']), { code: 'no_such_extension', message: /imap for PHP 8\.4/ });
});

t.test('the official image compiles what it lacks, with the headers for it', async (t) => {
  t.equal(await phpOfOfficial.resolve(pin('^8.1 <8.4')), '8.3');
  const lines = phpOfOfficial.lines!('build', ['json', 'gd', 'redis']).join('\n');
  t.match(
    lines,
    /libpng-dev[\s\S]*docker-php-ext-install -j\$\(nproc\) gd\n[\s\S]*pecl install redis &&[\s\S]*composer/,
  );
  t.throws(() => phpOfOfficial.lines!('run', ['smbclient']), { code: 'no_such_extension' });
});
