import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import t from 'tap';
import { poll } from '../../../../lib/retry.ts';
import { run } from '../../../../lib/run.ts';
import { archiveOf } from '../../../unit/server/git/archive.ts';
import { ANY } from '../clone.ts';
import { TestRack } from '../rack.ts';

interface Answer {
  /** curl's own. */
  code: number;
  status: number;
  text: string;
}

/** `curl --fail-with-body …` as a CI job has it; the trailers come after the body. */
async function curl(...args: string[]): Promise<Answer> {
  const argv = ['curl', '-sS', '--fail-with-body', '--no-buffer', '-w', '%{stderr}%{http_code}', ...args];
  const { code, stdout, stderr } = await run(argv, { ok: ANY, timeout: 30_000 });
  return { code, status: Number(/(\d{3})\D*$/.exec(stderr)?.[1]), text: stdout };
}

t.test('deploys of tarballs', async (t) => {
  const rack = await TestRack.start(t);
  const url = (app: string) => `http://127.0.0.1:${rack.httpPort}/apps/${app}/deploys`;
  const token = rack.token();
  const auth = ['-u', `:${token}`];
  const repository = (app: string) => join(rack.folder, 'repos', `${app}.git`);
  const refs = async (app: string) =>
    (await run(['git', '-C', repository(app), 'for-each-ref', '--format=%(refname)'])).stdout.split('\n').slice(0, -1);

  /** A file with an archive of these files; its path. */
  async function archive(name: string, files: Record<string, string>): Promise<string> {
    const path = join(rack.folder, name);
    const bytes = await archiveOf(...Object.entries(files).map(([each, text]) => ({ name: each, text })));
    await writeFile(path, name.endsWith('gz') ? gzipSync(bytes) : bytes);
    return path;
  }

  /** `ssh rack <command> < path` */
  const sshFrom = (path: string, command: string) => {
    const argv = [...rack.sshArguments(), 'git@127.0.0.1', command];
    return run(['sh', '-c', 'f=$1; shift; exec "$@" < "$f"', 'sh', path, ...argv], { ok: ANY, timeout: 20_000 });
  };

  await t.test('over SSH: the app is made, the archive becomes a commit that no clone sees', async (t) => {
    const deploy = await sshFrom(await archive('one.tgz', { 'web.js': 'one', 'lib/x.js': 'x' }), 'deploy shop --tar');
    t.equal(deploy.code, 0, deploy.stderr);
    t.match(deploy.stderr, /-----> Receiving a tarball from admin\n {7}2 files, 4 B in \d\.\ds: commit \w{7}\n/);
    t.match(deploy.stderr, /-----> Creating the app shop\n/);
    t.match(deploy.stderr, / {7}lib\/x\.js\n {7}web\.js/);
    const live = rack.store.releases.live('shop')!;
    t.same(live.origin, { kind: 'tarball' });
    t.same(await refs('shop'), [`refs/rack/tarballs/${live.id}`]);
    t.same(await rack.quarantines('shop'), []);
    const shown = await run(['git', '-C', repository('shop'), 'log', '-1', '--format=%an %ae %s', live.commit!]);
    t.equal(shown.stdout, 'admin admin@rack Tarball from admin\n');
    const redeploy = await rack.ssh(`redeploy shop ${live.commit?.slice(0, 8)} --build`);
    t.equal(redeploy.code, 0, redeploy.stderr);
    t.same(rack.store.releases.live('shop')?.origin, { kind: 'tarball' });
    t.match(rack.store.audit.list({ app: 'shop' })[0], { who: 'admin', what: 'deploy tarball', result: 'ok' });
  });

  await t.test('over HTTP: the progress as it is made, and at last how it ended', async (t) => {
    const deploy = await curl(
      '-D-',
      ...auth,
      '--data-binary',
      `@${await archive('two.tar', { 'web.js': 'two' })}`,
      url('shop'),
    );
    t.match(deploy, { code: 0, status: 200 }, deploy.text);
    t.match(deploy.text, /^Content-Type: text\/plain; charset=utf-8\r$/im);
    t.match(deploy.text, /\n-----> Receiving a tarball from admin\n/);
    t.match(deploy.text, /^Rack-Result: ok\r$/im);
    const json = await curl(
      ...auth,
      '-H',
      'Accept: application/x-ndjson',
      '-T',
      await archive('three.tgz', { 'a/web.js': '3' }),
      '-X',
      'POST',
      `${url('shop')}?strip=1`,
    );
    t.match(json, { code: 0, status: 200 }, json.text);
    const told = json.text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    t.same(told[0], { line: '-----> Receiving a tarball from admin' });
    t.match(told.at(-1), { release: { app: 'shop', origin: { kind: 'tarball' } } });
    t.ok(
      told.some(({ line }) => line === '       web.js'),
      'the folder is stripped',
    );
  });

  await t.test(
    'after a failed deploy neither exit code nor answer looks like success, and nothing stays behind',
    async (t) => {
      const before = await refs('shop');
      const bad = await archive('bad.tgz', { deploy: 'fail' });
      const ssh = await sshFrom(bad, 'deploy shop --tar');
      t.equal(ssh.code, 1);
      t.match(ssh.stderr, / ! {5}The build failed\.\n {7}Mend it/);
      const text = await curl('-D-', ...auth, '--data-binary', `@${bad}`, url('shop'));
      t.equal(text.code, 18, 'curl: transfer closed with outstanding read data remaining');
      t.match(text.text, / ! {5}The build failed\.\n {7}Mend it and push again\.\n$/);
      const json = await curl(
        '-D-',
        ...auth,
        '-H',
        'Accept: application/json',
        '--data-binary',
        `@${bad}`,
        url('shop'),
      );
      t.equal(json.code, 0);
      t.match(
        json.text,
        /\n\{"error":"The build failed\.","code":"build_failed","hint":"Mend it and push again\."\}\n/,
      );
      t.match(json.text, /^Rack-Result: build_failed\r$/im);
      t.same(await refs('shop'), before);
      t.same(await rack.quarantines('shop'), []);
      t.equal(rack.said.join(), '', 'what is the developer’s fault is not logged');
    },
  );

  await t.test('so it is through a proxy, also one that speaks HTTP/1.0 as nginx does', async (t) => {
    const bad = await archive('bad.tgz', { deploy: 'fail' });
    const good = await archive('good.tgz', { 'web.js': 'proxied', large: 'x'.repeat(2_000_000) });
    for (const way of [['-H', 'X-Forwarded-For: 203.0.113.9'], ['--http1.0']]) {
      const ok = await curl(...way, ...auth, '--data-binary', `@${good}`, url('shop'));
      t.match(ok, { code: 0, status: 200, text: /-----> Receiving a tarball/ }, way.join(' '));
      const failed = await curl(...way, ...auth, '--data-binary', `@${bad}`, url('shop'));
      t.match(failed, { code: way.length > 1 ? 18 : 56, text: / ! {5}The build failed\.\n/ }, way.join(' '));
      const json = await curl(
        ...way,
        ...auth,
        '-H',
        'Accept: application/x-ndjson',
        '--data-binary',
        `@${bad}`,
        url('shop'),
      );
      t.match(json, { code: 0, text: /"code":"build_failed"/ });
    }
    const open = await readdir('/proc/self/fd');
    const files = await Promise.all(open.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')));
    t.same(
      files.filter((file) => file.includes('rack-push-')),
      [],
    );
  });

  await t.test('what is no archive is said, and makes no app', async (t) => {
    const path = join(rack.folder, 'no.tgz');
    await writeFile(path, Buffer.alloc(3e6, 'no archive '));
    const ssh = await sshFrom(path, 'deploy nothing --tar');
    t.equal(ssh.code, 1);
    t.match(ssh.stderr, / ! {5}This is not a tar archive, or a damaged one\.\n {7}Make one with/);
    const http = await curl(...auth, '--data-binary', `@${path}`, url('nothing'));
    t.equal(http.code, 18);
    t.match(http.text, /not a tar archive/);
    const whole = await archiveOf({ name: 'web.js', text: 'x'.repeat(100_000) });
    await writeFile(path, whole.subarray(0, 60_000));
    t.match((await sshFrom(path, 'deploy nothing --tar')).stderr, /The archive ends in its middle/);
    t.equal((await curl(...auth, '--data-binary', '', url('nothing'))).code, 18);
    t.match(
      (await sshFrom(await archive('empty.tar', {}), 'deploy nothing --tar')).stderr,
      /There is no file in the archive/,
    );
    t.equal(rack.store.apps.find('nothing'), undefined);
    t.notOk((await readdir(join(rack.folder, 'repos'))).includes('nothing.git'));
  });

  await t.test('what is known before it starts has a status of its own', async (t) => {
    const path = await archive('ok.tgz', { 'web.js': '' });
    const send = (app: string, secret: string, ...more: string[]) =>
      curl('-u', `:${secret}`, '--data-binary', `@${path}`, ...more, url(app));
    const reader = rack.token('rita', { role: 'read' });
    const limited = rack.token('lim', { apps: ['own'] });
    t.match(await send('shop', 'nonsense'), { code: 22, status: 401 });
    t.match(await send('shop', reader), { code: 22, status: 403, text: /read/ });
    t.match(await send('shop', limited), { code: 22, status: 404, text: /There is no app/ });
    t.match(await send('My_App', token), { code: 22, status: 400, text: /cannot be the name of an app/ });
    t.match(await send('shop', token, '-H', 'Content-Type: application/json'), {
      code: 22,
      status: 400,
      text: /no JSON/,
    });
    t.match(await send('shop', token, '-H', `Content-Length: ${3 * 1024 ** 3}`), { status: 413 });
    t.match(await send('own', limited), { code: 0, status: 200 });
  });

  await t.test('it waits its turn, and a client that leaves cancels it', async (t) => {
    const slow = await archive('slow.tgz', { deploy: 'wait' });
    const hang = await archive('hang.tgz', { deploy: 'hang' });
    const first = sshFrom(slow, 'deploy shop --tar');
    await poll(async () => rack.deploys.events.includes('waiting') || undefined);
    const second = spawn('curl', ['-sS', '-N', ...auth, '--data-binary', `@${hang}`, url('shop')]);
    let told = '';
    second.stdout.on('data', (chunk) => {
      told += chunk;
    });
    await poll(async () => told.includes('Waiting for') || undefined);
    rack.deploys.go();
    t.equal((await first).code, 0);
    await poll(async () => rack.deploys.events.includes('hanging') || undefined);
    second.kill('SIGINT');
    await once(second, 'exit');
    await poll(async () => rack.deploys.events.includes('cancelled') || undefined);
    await poll(async () => (await rack.quarantines('shop')).length === 0 || undefined);
    t.match(rack.store.audit.list({ app: 'shop' }).at(-1), { what: 'deploy tarball', result: /./ });
    t.not(rack.store.audit.list({ app: 'shop' }).at(-1)?.result, 'ok');
  });

  await t.test('a client that leaves in the middle of its archive leaves nothing', async (t) => {
    const big = await archiveOf({ name: 'web.js', text: 'x'.repeat(500_000) });
    for (const command of [
      [...rack.sshArguments(), 'git@127.0.0.1', 'deploy shop --tar'],
      ['curl', '-sS', ...auth, '-T', '-', '-X', 'POST', url('shop')],
    ]) {
      const client = spawn(command[0]!, command.slice(1), { stdio: ['pipe', 'ignore', 'ignore'] });
      client.stdin.write(big.subarray(0, 300_000));
      await poll(async () => (await rack.quarantines('shop')).length > 0 || undefined);
      client.kill('SIGKILL');
      await poll(async () => (await rack.quarantines('shop')).length === 0 || undefined);
      t.not(rack.store.audit.list({ app: 'shop' }).at(-1)?.result, 'ok');
    }
  });

  await t.test('the tarballs of the ten newest live releases are kept', async (t) => {
    for (let at = 0; at < 12; at++)
      t.equal(
        (await curl(...auth, '--data-binary', `@${await archive('n.tar', { 'web.js': `${at}` })}`, url('many'))).code,
        0,
      );
    const releases = rack.store.releases.list('many').slice(0, 10);
    t.same(await refs('many'), releases.map(({ id }) => `refs/rack/tarballs/${id}`).sort());
  });
});

t.test('deploys of images', async (t) => {
  const rack = await TestRack.start(t);
  const url = `http://127.0.0.1:${rack.httpPort}/apps/shop/deploys`;
  const auth = ['-u', `:${rack.token()}`];
  const asJson = ['-H', 'Content-Type: application/json'];
  const json = (body: object) => curl(...auth, ...asJson, '-d', JSON.stringify(body), url);

  await t.test('over SSH, with what runs', async (t) => {
    const deploy = await rack.ssh('deploy shop --image nginx:1.27');
    t.equal(deploy.code, 0, deploy.stderr);
    t.match(deploy.stderr, /-----> Creating the app shop\n-----> Deploying the image nginx:1\.27/);
    t.match(rack.store.releases.live('shop'), {
      commit: undefined,
      image: 'nginx:1.27',
      origin: { kind: 'image', name: 'nginx:1.27' },
      processes: { web: { command: null } },
    });
    const named = await rack.ssh(`deploy shop --image a/b --process "web=" --process 'worker=node work.js --fast'`);
    t.equal(named.code, 0, named.stderr);
    t.same(rack.store.releases.live('shop')?.processes, {
      web: { command: null },
      worker: { command: 'node work.js --fast' },
    });
    const procfile = await rack.ssh('deploy shop --image a/b --procfile', { input: 'web: run\nrelease: migrate\n' });
    t.equal(procfile.code, 0, procfile.stderr);
    t.match(rack.store.releases.live('shop'), {
      processes: { web: { command: 'run' } },
      phases: { release: 'migrate' },
    });
  });

  await t.test('listings and info get on without a commit', async (t) => {
    t.match((await rack.ssh('releases shop')).stdout, /v1 +R\w{9} +past +image +admin/);
    t.match((await rack.ssh('info shop')).stdout, /Commit: +none, it is the image a\/b/);
    t.equal((await rack.ssh('redeploy shop')).code, 0);
    t.equal((await rack.ssh('redeploy shop v1')).code, 0);
    t.match((await rack.ssh('redeploy shop --build')).stderr, /v\d is an image as it was deployed; there is no commit/);
    t.match((await rack.ssh('redeploy shop main')).stderr, /Nothing was pushed to this app yet/);
  });

  await t.test('over HTTP, and a commit there too', async (t) => {
    t.match(await json({ image: 'ghcr.io/acme/shop:2', processes: { web: 'x', worker: null } }), {
      code: 0,
      status: 200,
    });
    t.same(rack.store.releases.live('shop')?.processes, { web: { command: 'x' }, worker: { command: null } });
    const again = await json({});
    t.match(again, { code: 0, text: /ghcr\.io\/acme\/shop:2 once more/ });
    t.match(await json({ commit: 'v1' }), { code: 0, text: /nginx:1\.27 once more/ });
    t.match(await json({ commit: 'main' }), { code: 22, status: 404, text: /Nothing was pushed/ });
    t.match(await json({ commit: 'v1', build: true }), { code: 22, status: 400, text: /no commit to build/ });
  });

  await t.test('what cannot be meant is refused with a sentence', async (t) => {
    for (const [words, answer, code] of [
      ['--image sha256:abc', /cannot be the name of an image/, 1],
      [`--image ${'a'.repeat(64)}`, /cannot be the name of an image/, 1],
      ['--image ../x', /cannot be the name of an image/, 1],
      ['--image "Nginx"', /cannot be the name of an image/, 1],
      ['--image x --process web', /"web" is no TYPE=COMMAND/, 2],
      ['--image x --process "a b=c"', /"a b" cannot name a process/, 1],
      ['--image x --process release=migrate', /No process is named but the release phase/, 1],
      ['--image x --tar', /Say either --image NAME or --tar/, 2],
      ['', /Say either --image NAME or --tar/, 2],
      ['--tar --process web=x', /in its own Procfile/, 2],
      ['--image x --strip', /--strip is for --tar/, 2],
    ] as const) {
      const deploy = await rack.ssh(`deploy shop ${words}`);
      t.equal(deploy.code, code, words);
      t.match(deploy.stderr, answer, words);
    }
    const names = ['other', 'toString', '__proto__'].map((name) => JSON.parse(`{"${name}": 1}`));
    for (const body of [{ image: 1 }, { image: 'x', commit: 'main' }, ...names, { processes: { web: 'x' } }, []])
      t.match(await json(body), { code: 22, status: 400 }, JSON.stringify(body));
  });
});
