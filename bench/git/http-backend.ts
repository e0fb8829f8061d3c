import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { retry } from '../../lib/retry.ts';
import { run } from '../../lib/run.ts';
import type { FloorRepositories } from './floor-repositories.ts';
import type { GitServer, Test } from './server.ts';

const PASSWORD = 'floor';
const APACHE = '/usr/sbin/apache2';

/**
 * `git http-backend` behind Apache's event MPM and mod_cgid, with Basic auth: what git's own manual shows, and faster than nginx
 * with fcgiwrap and lighttpd with mod_cgi on the machine where this was written.
 */
export async function httpBackend(t: Test, repositories: FloorRepositories): Promise<GitServer> {
  const port = 30_000 + (process.pid % 10_000);
  const runFolder = join(repositories.folder, 'apache');
  await mkdir(runFolder);
  await writeFile(join(runFolder, 'users'), `ada:{SHA}${createHash('sha1').update(PASSWORD).digest('base64')}\n`);
  await writeFile(join(runFolder, 'apache.conf'), configuration(runFolder, port, repositories));
  const apache = spawn(APACHE, ['-f', join(runFolder, 'apache.conf'), '-DFOREGROUND'], { stdio: 'inherit' });
  t.teardown(() => stop(apache));
  await retry(() => run(['curl', '-s', '-o', '/dev/null', `http://127.0.0.1:${port}/`]), { times: 30 });
  return {
    name: 'http-backend',
    url: (name) => `http://ada:${PASSWORD}@127.0.0.1:${port}/${name}.git`,
    env: {},
    make: (name) => make(name, repositories),
    remove: (name) => rm(repositories.path(name), { recursive: true }),
  };
}

// Private

/** Apache does not serve as root; the repositories belong to whom it serves as. */
async function make(name: string, repositories: FloorRepositories): Promise<void> {
  await repositories.make(name);
  if (process.getuid?.() === 0) await run(['chown', '-R', 'www-data:', repositories.path(name)]);
}

async function stop(apache: ChildProcess): Promise<void> {
  if (apache.exitCode !== null) return;
  const ended = once(apache, 'exit');
  apache.kill();
  await ended;
}

const MODULES = [
  'mpm_event',
  'authz_core',
  'authz_user',
  'authn_core',
  'authn_file',
  'auth_basic',
  'alias',
  'env',
  'setenvif',
  'cgid',
];

function configuration(folder: string, port: number, repositories: FloorRepositories): string {
  return `
ServerName localhost
Listen 127.0.0.1:${port}
PidFile ${folder}/pid
ErrorLog ${folder}/error.log
${MODULES.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`).join('\n')}
ScriptSock ${folder}/cgid
User www-data
Group www-data
SetEnv GIT_PROJECT_ROOT ${join(repositories.path('x'), '..')}
SetEnv GIT_HTTP_EXPORT_ALL 1
SetEnv GIT_CONFIG_GLOBAL ${repositories.config}
SetEnvIf Git-Protocol ".*" GIT_PROTOCOL=$0
ScriptAlias / /usr/lib/git-core/git-http-backend/
<Directory /usr/lib/git-core>
  Options +ExecCGI
  AuthType Basic
  AuthName floor
  AuthUserFile ${folder}/users
  Require valid-user
</Directory>
`;
}
