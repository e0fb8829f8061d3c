import { mkdir, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connect } from 'node:tls';
import type { Test } from 'tap';
import t from 'tap';
import { poll } from '../../../../lib/retry.ts';
import { run } from '../../../../lib/run.ts';
import { Certificates } from '../../../../server/http/certificates.ts';
import { Clone } from '../clone.ts';
import { TestRack } from '../rack.ts';
import { curl } from './client.ts';

/** A self-signed certificate for 127.0.0.1 and its key, `tls.crt` and `tls.key`, in a new folder. */
async function makePair(folder: string, name: string, days = 90): Promise<string> {
  await mkdir(folder, { recursive: true });
  const files = ['-keyout', join(folder, 'tls.key'), '-out', join(folder, 'tls.crt')];
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const names = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1', '-days', `${days}`];
  await run(['openssl', 'req', ...kind, ...names, ...files]);
  return folder;
}

/** Who the server on this port says it is. */
function shown(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
      resolve(`${socket.getPeerCertificate().subject.CN}`);
      socket.destroy();
    });
    socket.on('error', reject);
  });
}

/** A folder as Kubernetes mounts a secret: `data` is a symlink that is swapped for another one. */
async function mounted(t: Test): Promise<{ cert: string; key: string; swap(to: string): Promise<void> }> {
  const folder = t.testdir();
  const data = join(folder, 'data');
  const swap = async (to: string) => {
    await symlink(to, `${data}.new`);
    await rename(`${data}.new`, data);
  };
  await swap(await makePair(join(folder, 'first'), 'first'));
  return { cert: join(data, 'tls.crt'), key: join(data, 'tls.key'), swap };
}

t.test('git and the API by HTTPS, with a certificate that is renewed', async (t) => {
  const files = await mounted(t);
  const rack = await TestRack.start(t, { tls: files, patience: { certificates: 50 } });
  const url = `https://127.0.0.1:${rack.httpPort}`;
  const token = rack.token();
  const until = (name: string) => poll(async () => ((await shown(rack.httpPort)) === name ? true : undefined));
  const saidOf = (words: RegExp) => poll(async () => rack.said.find((line) => words.test(line)));

  await t.test('stock clients that trust the certificate come in', async (t) => {
    t.equal((await curl('--cacert', files.cert, '-u', `:${token}`, `${url}/auth`)).status, 200);
    const remote = `https://git:${token}@127.0.0.1:${rack.httpPort}/hello`;
    const hello = await Clone.make(rack.folder, { url: remote, env: { GIT_SSL_CAINFO: files.cert } }, { 'web.js': '' });
    const push = await hello.push();
    t.equal(push.code, 0, push.stderr);
  });

  await t.test('TLS 1.1, and plain HTTP, are refused', async (t) => {
    t.equal((await curl('-k', '--tls-max', '1.1', '--ciphers', 'DEFAULT@SECLEVEL=0', `${url}/health`)).status, 0);
    t.equal((await curl(`http://127.0.0.1:${rack.httpPort}/health`)).status, 0);
    t.equal((await curl('-k', '--tls-max', '1.2', `${url}/health`)).status, 200);
  });

  await t.test('a new pair behind a swapped symlink is taken up', async (t) => {
    await files.swap(await makePair(join(rack.folder, 'second'), 'second'));
    await until('second');
    t.ok(await saidOf(/certificate of CN=second .* valid until/));
  });

  await t.test('broken pairs leave the one from before, and are told once each', async (t) => {
    const third = await makePair(join(rack.folder, 'third'), 'third');
    await writeFile(join(third, 'tls.crt'), 'no certificate');
    await files.swap(third);
    t.ok(await saidOf(/In .*tls\.crt is no certificate in PEM form\. The certificate from before stays in use\./));
    const fourth = await makePair(join(rack.folder, 'fourth'), 'fourth');
    await run(['cp', join(rack.folder, 'second', 'tls.key'), join(fourth, 'tls.key')]);
    await files.swap(fourth);
    t.ok(await saidOf(/The key in .* is not that of the certificate/));
    await files.swap(join(rack.folder, 'nowhere'));
    t.ok(await saidOf(/cannot be read/));
    t.equal(await shown(rack.httpPort), 'second');
    await files.swap(await makePair(join(rack.folder, 'fifth'), 'fifth'));
    await until('fifth');
    const told = rack.said.filter((line) => line.includes('is no certificate'));
    t.equal(told.length, 1);
  });
});

t.test('a certificate that nears its end is told of', async (t) => {
  const folder = await makePair(join(t.testdir(), 'short'), 'short', 3);
  const said: string[] = [];
  const log = { info: () => {}, error: (line: string) => void said.push(line) };
  new Certificates({ cert: join(folder, 'tls.crt'), key: join(folder, 'tls.key') }, log);
  t.match(said, [/expires in [23] days/]);
});

t.test('a server does not start with a broken certificate', async (t) => {
  const files = { cert: join(t.testdir(), 'none'), key: join(t.testdir(), 'none') };
  const log = { info: () => {}, error: () => {} };
  t.throws(() => new Certificates(files, log), { code: 'bad_certificate', message: /cannot be read/ });
});
