import { spawn } from 'node:child_process';
import t from 'tap';
import { nodeApp } from './app.ts';
import { Follower } from './follower.ts';
import { Rack } from './rack.ts';

/** Pushes made under load. */
const PUSHES = 10;

t.test('a push deploys', async (t) => {
  const rack = await Rack.start(t);

  await t.test('the first push of an unknown name creates the app, and it answers when git returns', async (t) => {
    const app = await rack.app('hello', nodeApp('hello, world'));
    const push = await app.push();
    t.equal(push.code, 0, push.stderr);
    t.match(push.stderr, /remote: -----> Node\.js app detected/);
    t.match(push.stderr, `remote: =====> v1 is live: ${app.url.slice(0, -1)}`);
    t.same(await app.get(), { status: 200, text: 'hello, world' });
    t.match((await rack.ssh('apps')).stdout, /^hello\b/m);
    t.match((await rack.ssh('ps hello')).stdout, /^web\.1 /m);
  });

  await t.test('a changed line is served when the push returns, and no request fails meanwhile', async (t) => {
    const app = await rack.app('steady', nodeApp('version 0'));
    t.equal((await app.push()).code, 0);
    const load = startLoad(rack, app.url);
    t.teardown(() => load.stop());
    for (let version = 1; version <= PUSHES; version++) {
      await app.commit(nodeApp(`version ${version}`));
      const push = await app.push();
      t.equal(push.code, 0, push.stderr);
      t.equal((await app.get()).text, `version ${version}`);
    }
    load.signal('SIGINT');
    await load.exit();
    t.match(load.output, /[1-9]\d* requests in/, 'the load ran');
    t.notMatch(load.output, /Socket errors|Non-2xx/, load.output);
  });

  await t.test('a repository with a Dockerfile is built from it', async (t) => {
    const app = await rack.app('docker', dockerApp('from a Dockerfile'));
    const push = await app.push();
    t.equal(push.code, 0, push.stderr);
    t.match(push.stderr, /Dockerfile/);
    t.equal((await app.get()).text, 'from a Dockerfile');
  });

  await t.test('destroy asks for the name, and leaves nothing', async (t) => {
    t.equal((await rack.ssh('destroy docker')).code, 1);
    t.equal((await rack.ssh('destroy docker --confirm docker')).code, 0);
    t.notMatch((await rack.ssh('apps')).stdout, /docker/);
    const stack = await rack.aws(['cloudformation', 'describe-stacks', '--stack-name', `${rack.name}-docker`]);
    t.match(stack.stderr, /ValidationError.*does not exist/s);
  });
});

// Private

/** wrk through the router, until it is told to end. */
function startLoad(rack: Rack, url: string): Follower {
  const router = `http://127.0.0.1:${rack.status.router.http}/`;
  return new Follower(spawn('wrk', ['-t1', '-c4', '-d600s', '-H', `Host: ${new URL(url).host}`, router]));
}

function dockerApp(text: string): Record<string, string> {
  const server = `use IO::Socket::INET; $| = 1;
my $s = IO::Socket::INET->new(LocalPort => $ENV{PORT}, Listen => 50, ReuseAddr => 1) or die;
while (my $c = $s->accept) { while (<$c>) { last if /^\\r?$/ } print $c "HTTP/1.1 200 OK\\r\\nConnection: close\\r\\nContent-Length: ${text.length}\\r\\n\\r\\n${text}"; close $c }
`;
  return {
    Dockerfile: 'FROM rack/debian:bookworm\nCOPY server.pl /server.pl\nEXPOSE 4000\nCMD ["perl", "/server.pl"]\n',
    'server.pl': server,
  };
}
