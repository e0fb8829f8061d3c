import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { type RunResult, run } from '../../lib/run.ts';
import { type App, nodeApp } from './app.ts';
import { ANY_EXIT } from './follower.ts';
import { Rack, type Test } from './rack.ts';

t.test('deploys without a push', async (t) => {
  const rack = await Rack.start(t);
  const token = (await rack.ssh('tokens create ci')).stdout.trim();
  const api = (app: string) => `${rack.status.api}/apps/${app}/deploys`;
  const curl = (...args: string[]) =>
    run(['curl', '-sS', '--fail-with-body', '-u', `:${token}`, ...args], { ok: ANY_EXIT });

  await t.test('a tarball answers, over SSH as over HTTP, and its commit can be redeployed', async (t) => {
    const app = await rack.app('packed', nodeApp('from a tarball'));
    const ssh = await piped(app, 'git archive --format=tgz HEAD', rack, 'deploy packed --tar');
    t.equal(ssh.code, 0, ssh.stderr);
    t.match(ssh.stderr, /-----> Receiving a tarball from \w+\n.*commit \w{7}\n-----> Creating the app packed\n/);
    t.match(ssh.stderr, `=====> v1 is live: ${app.url.slice(0, -1)}`);
    t.same(await app.get(), { status: 200, text: 'from a tarball' });

    await app.commit(nodeApp('from curl'));
    await run(['tar', '-czf', '../packed.tgz', '.'], { cwd: app.folder });
    const http = await curl('--data-binary', `@${join(app.folder, '../packed.tgz')}`, api('packed'));
    t.equal(http.code, 0, http.stdout + http.stderr);
    t.match(http.stdout, /\.git is left out/);
    t.match(http.stdout, /=====> v2 is live/);
    t.equal((await app.get()).text, 'from curl');

    const [, first] = JSON.parse((await rack.ssh('releases packed --json')).stdout);
    const again = await rack.ssh(`redeploy packed ${first.commit.slice(0, 8)}`);
    t.equal(again.code, 0, again.stderr);
    t.equal((await app.get()).text, 'from a tarball');
  });

  await t.test('a tarball whose app does not start is declined, and the release before goes on', async (t) => {
    const app = await rack.app('fragile', nodeApp('good'));
    t.equal((await app.push()).code, 0);
    await app.commit(nodeApp('bad', 'console.log("no database"); process.exit(7);'));
    await run(['git', 'archive', '--format=tgz', '-o', '../bad.tgz', 'HEAD'], { cwd: app.folder });
    const deploy = await curl('--data-binary', `@${join(app.folder, '../bad.tgz')}`, api('fragile'));
    t.equal(deploy.code, 18);
    t.match(deploy.stdout, /no database/);
    t.match(deploy.stdout, / ! {5}.*exited with code 7/);
    t.equal((await app.get()).text, 'good');
  });

  await t.test(
    'a commit that was only stored is deployed by its branch, and once built is not built again',
    async (t) => {
      const app = await rack.app('branches', nodeApp('main'));
      t.equal((await app.push()).code, 0);
      await app.git('checkout', '-q', '-b', 'feature');
      await app.commit(nodeApp('feature'));
      t.equal((await app.push('rack', 'feature')).code, 0);
      const seen = await rack.ssh('detect branches feature');
      t.match(seen.stdout, /-----> Node\.js app detected[\s\S]*-----> Dockerfile\n {7}FROM [\s\S]*web: /);
      t.equal((await app.get()).text, 'main', 'a look deploys nothing');
      const built = await timed(() => rack.ssh('redeploy branches feature'));
      t.equal(built.code, 0, built.stderr);
      t.equal((await app.get()).text, 'feature');
      t.equal((await rack.ssh('redeploy branches main')).code, 0);
      t.equal((await app.get()).text, 'main');
      const reused = await timed(() => rack.ssh('redeploy branches feature'));
      t.match(reused.stderr, /It was built for v2; --build builds it anew/);
      t.notMatch(reused.stderr, /-----> Building/);
      const rebuilt = await timed(() => rack.ssh('redeploy branches feature --build'));
      t.match(rebuilt.stderr, /-----> Building/);
      t.equal((await app.get()).text, 'feature');
      t.comment(
        `redeploy: built first ${built.seconds} s, image reused ${reused.seconds} s, built again ${rebuilt.seconds} s`,
      );
    },
  );

  await t.test('an image that was built elsewhere answers at the port it exposes', async (t) => {
    const image = await buildImage(t, rack, 'elsewhere', 'from an image');
    const app = await rack.app('imaged', {});
    const deploy = await rack.ssh(`deploy imaged --image ${image}`);
    t.equal(deploy.code, 0, deploy.stderr);
    t.match(deploy.stderr, /It cannot be pulled: .*\n.*Taking the copy that the engine has/);
    t.same(await app.get(), { status: 200, text: 'from an image' });
    t.match((await rack.ssh('releases imaged')).stdout, /v1 .* image .* Deploy image elsewhere-/);

    const named = await curl(
      '--json',
      JSON.stringify({ image, processes: { web: 'TEXT=changed perl /server.pl' } }),
      '-H',
      'Accept: */*',
      api('imaged'),
    );
    t.equal(named.code, 0, named.stdout);
    t.equal((await app.get()).text, 'changed');
    t.match(named.stdout, /=====> v2 is live/);
  });

  await t.test('what runs in one app is taken over by another, out of the rack’s own registry', async (t) => {
    const [live] = JSON.parse((await rack.ssh('releases imaged --json')).stdout);
    const app = await rack.app('promoted', {});
    const deploy = await rack.ssh(`deploy promoted --image ${live.image}`);
    t.equal(deploy.code, 0, deploy.stderr);
    t.equal((await app.get()).text, 'from an image');
  });

  await t.test('images of apps that one may not touch are not there, whatever they are called', async (t) => {
    const [live] = JSON.parse((await rack.ssh('releases imaged --json')).stdout);
    await rack.ssh('create own');
    const limited = (await rack.ssh('tokens create limited --app own')).stdout.trim();
    const asJson = ['-H', 'Content-Type: application/json'];
    const ask = (image: string) =>
      run(['curl', '-sS', '-u', `:${limited}`, ...asJson, '-d', JSON.stringify({ image }), api('own')], {
        ok: ANY_EXIT,
      });
    const nothing = live.image.replace('/imaged@', '/nobody@');
    const [hidden, unknown] = [await ask(live.image), await ask(nothing)];
    t.match(hidden.stdout, /There is no image .* in this rack's registry/);
    t.equal(hidden.stdout.replace('/imaged@', '/nobody@'), unknown.stdout);
    const local = await run(['docker', 'images', '--format', '{{.Repository}}:{{.Tag}}', `${rack.name}/fragile`]);
    const name = local.stdout.split('\n')[0] as string;
    t.match(name, /fragile:B/, 'the engine has it');
    const missing = name.replace('fragile:', 'nobody:');
    t.equal(
      (await ask(name)).stdout.replaceAll('fragile', 'nobody').replaceAll(name.split(':')[1]!, 'T'),
      (await ask(missing)).stdout.replaceAll(name.split(':')[1]!, 'T'),
    );
  });

  await t.test('an image without a command, or for another machine', async (t) => {
    const bare = await buildImage(t, rack, 'bare', '', { more: ['CMD []'] });
    t.match((await rack.ssh(`deploy imaged --image ${bare}`)).stderr, /bare-.* has no command of its own/);
    const foreign = await buildImage(t, rack, 'foreign', '', { platform: 'linux/s390x', from: 'scratch' });
    t.match(
      (await rack.ssh(`deploy imaged --image ${foreign}`)).stderr,
      /is for linux\/s390x, and this rack runs on linux\//,
    );
  });
});

// Private

/** The output of a command in the app's folder as standard input of an ssh command. */
function piped(app: App, command: string, rack: Rack, ssh: string): Promise<RunResult> {
  const script = `${command} | ssh -F "$1" rack "$2"`;
  return run(['bash', '-o', 'pipefail', '-c', script, 'bash', rack.status.ssh.config, ssh], {
    cwd: app.folder,
    ok: ANY_EXIT,
  });
}

async function timed(work: () => Promise<RunResult>): Promise<RunResult & { seconds: string }> {
  const start = performance.now();
  const result = await work();
  return { ...result, seconds: ((performance.now() - start) / 1000).toFixed(2) };
}

/** An image of the engine's own, as CI would have built it; its name. */
async function buildImage(
  t: Test,
  rack: Rack,
  name: string,
  text: string,
  { more = [], platform, from = 'rack/debian:bookworm' }: { more?: string[]; platform?: string; from?: string } = {},
): Promise<string> {
  const folder = join(rack.folder, name);
  const image = `${name}-${rack.name}:1`;
  await mkdir(folder);
  await writeFile(join(folder, 'server.pl'), SERVER);
  const lines = ['COPY server.pl /server.pl', `ENV TEXT="${text}"`, 'EXPOSE 4321', 'CMD ["perl", "/server.pl"]'];
  await writeFile(join(folder, 'Dockerfile'), `${[`FROM ${from}`, ...lines, ...more].join('\n')}\n`);
  await run(['docker', 'build', '-q', ...(platform ? ['--platform', platform] : []), '-t', image, folder]);
  t.teardown(() => run(['docker', 'rmi', '-f', image]));
  return image;
}

/** Answers with $TEXT at the port that its image exposes, whatever PORT says. */
const SERVER = `use IO::Socket::INET; $| = 1;
my $t = $ENV{TEXT}; my $l = length $t;
my $s = IO::Socket::INET->new(LocalPort => 4321, Listen => 50, ReuseAddr => 1) or die;
while (my $c = $s->accept) { while (<$c>) { last if /^\\r?$/ } print $c "HTTP/1.1 200 OK\\r\\nConnection: close\\r\\nContent-Length: $l\\r\\n\\r\\n$t"; close $c }
`;
