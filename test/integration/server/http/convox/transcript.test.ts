/**
 * What the stock `convox` CLI (20250325115244, built from its public source) asked of a rack, command by command, asked once
 * more. The ids that it was told then are replaced by those that it would be told now.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import t from 'tap';
import { TAR_END, tarEntry } from '../../../../../docker/tar.ts';
import { poll } from '../../../../../lib/retry.ts';
import { projectRoot } from '../../../../../lib/root.ts';
import { run } from '../../../../../lib/run.ts';
import { ANY } from '../../clone.ts';
import { TestRack } from '../../rack.ts';
import { talk } from '../socket-client.ts';

interface Recorded {
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: string;
  /** The ids in its answer. */
  told?: Record<string, string>;
}

const file = join(projectRoot, 'test', 'integration', 'server', 'http', 'convox', 'transcript.json');
const transcript = JSON.parse(readFileSync(file, 'utf8')) as { command: string; requests: Recorded[] }[];

const tarball = gzipSync(Buffer.concat([tarEntry('deploy', 'ok'), TAR_END]));

t.test('what the stock client asks is answered', async (t) => {
  const rack = await TestRack.start(t);
  const authorization = `Basic ${Buffer.from(`convox:${rack.token()}`).toString('base64')}`;
  const ids = new Map<string, string>();
  const translated = (text: string) => text.replace(/\b[BR][A-Z]{9}\b/g, (id) => ids.get(id) ?? id);

  const replay = async ({ method, path, headers, body, told = {} }: Recorded) => {
    const all = { ...headers, authorization, 'user-agent': 'convox.go/dev', version: 'dev' };
    const address = `127.0.0.1:${rack.httpPort}${translated(path)}`;
    if (method === 'SOCKET') return void (await talk(`ws://${address}`, { ...all, follow: 'false' }));
    const bytes = body === 'tarball' ? tarball : Buffer.from(translated(body ?? ''));
    const sent = body === undefined ? {} : { body: new Uint8Array(bytes) };
    const answer = await fetch(`http://${address}`, { method, headers: all, ...sent });
    const text = await answer.text();
    t.ok(answer.status < 400, `${method} ${path}: ${answer.status} ${answer.status < 400 ? '' : text}`);
    const now = JSON.parse(text);
    for (const [name, id] of Object.entries(told)) if (now[name]) ids.set(id, now[name]);
  };

  for (const { command, requests } of transcript) {
    t.comment(command);
    for (const request of requests) await replay(request);
    // The client waits so long for its user to go on.
    await poll(async () => rack.rack.background.count === 0 || undefined);
  }
  const env = rack.rack.releases.environment('shop', newest(rack), admin(rack));
  t.equal(env?.NAME, undefined, 'env unset, at last');
});

/** The client itself, where somebody has built it: `RACK_CONVOX_CLI=/path/to/convox`. */
const CLI = process.env.RACK_CONVOX_CLI;

t.test('the stock client itself', { skip: CLI ? false : 'RACK_CONVOX_CLI names no client' }, async (t) => {
  const rack = await TestRack.start(t);
  const folder = t.testdir({ app: { deploy: 'ok' }, home: {} });
  const home = join(folder, 'home');
  const url = `http://convox:${rack.token()}@127.0.0.1:${rack.httpPort}`;
  const env = { ...process.env, HOME: home, CONVOX_CONFIG: home, CONVOX_LOCAL: 'disable', RACK_URL: url };
  const convox = (...words: string[]) =>
    run([CLI as string, ...words, '-a', 'shop'], { ok: ANY, cwd: join(folder, 'app'), env, timeout: 60_000 });
  t.match(await run([CLI as string, 'apps', 'create', 'shop'], { env }), { stdout: /OK/ });
  t.match(await convox('env', 'set', 'A=1 2', 'B=x=y'), { stdout: /Release: R/ });
  t.match(await convox('env', 'get', 'A'), { stdout: '1 2\n' });
  t.match(await convox('build'), { code: 0, stdout: /Building, as told: ok\n.*\nBuild: +B\w+\nRelease: R/s });
  t.match(await convox('builds'), { stdout: /B[A-Z]{9} +complete +R[A-Z]{9}/ });
  t.match(await convox('releases', 'promote'), { code: 0, stdout: /Promoting R[A-Z]{9}\.\.\. OK/ });
  t.match(await convox('deploy'), { code: 0 });
  t.match(await convox('builds', 'info', 'BNNNNNNNNN'), { code: 1, stderr: /ERROR: shop has no build BNNNNNNNNN/ });
});

// Private

const admin = (rack: TestRack) => rack.rack.logins.byToken(rack.token(), '127.0.0.1')!;

const newest = (rack: TestRack) => rack.rack.releases.list('shop', admin(rack))[0]!;
