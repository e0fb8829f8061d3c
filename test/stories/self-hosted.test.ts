import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Docker from 'dockerode';
import t, { type Test } from 'tap';
import { buildImage, contextOf } from '../../docker/build.ts';
import { pushImage } from '../../docker/push.ts';
import { TAR_END, tarEntry } from '../../docker/tar.ts';
import { poll } from '../../lib/retry.ts';
import { run } from '../../lib/run.ts';
import { selfSigned } from '../integration/local/elb/certificate.ts';
import { type App, nodeApp } from './app.ts';
import { ANY_EXIT } from './follower.ts';
import { freePorts, Rack } from './rack.ts';

const docker = new Docker();

/** Logs a number a tenth of a second, beginning anew with each copy. */
const COUNTS = 'let n = 0; const id = Date.now(); setInterval(() => console.log(`count ${id} ${n++}`), 100);';

t.test('a rack made by the installer’s own way, on one machine', async (t) => {
  const rack = await Rack.start(t, '--containers');
  const app = await rack.app('counter', nodeApp('first', COUNTS));

  await t.test('server and agent are tasks of the image, with no more rights than they need', async (t) => {
    t.match((await rack.command(['status'])).stdout, /^server +running .*\nagent +running/m);
    t.match((await rack.installer(['status', rack.name])).stdout, /^server +1\/1 +completed\nagent +1\/1 +completed$/m);
    const server = await containerOf(rack, 'server');
    t.strictSame(server.Mounts.map(({ Destination }) => Destination).sort(), ['/data', '/var/run/docker.sock']);
    t.strictSame(await usersOf(server.Id, /main\.js server/), ['1000']);
    const agent = await containerOf(rack, 'agent');
    t.match(agent.HostConfig, { ReadonlyRootfs: true, CapDrop: ['ALL'], CapAdd: ['DAC_READ_SEARCH', 'KILL'] });
    t.match(
      (await fetchFrom(rack, 'rack.localhost', 'health')).text,
      /"status": "ok"/,
      'the API answers at the router',
    );
  });

  await t.test('a push to it deploys', async (t) => {
    const push = await app.push();
    t.equal(push.code, 0, push.stderr);
    t.equal((await app.get()).text, 'first');
  });

  await t.test('commands run in its containers, over the connection that the agent dials out', async (t) => {
    const words = await rack.ssh(`run counter 'echo "$RACK_RELEASE"; exit 7'`);
    t.equal(words.code, 7, words.stderr);
    t.match(words.stdout, /^R[A-Z]{9}\n$/);
    const client = rack.sshFollow(t, "exec counter web.1 'echo ready; sleep 4567'");
    await client.until('ready');
    client.signal('SIGKILL');
    await poll(async () => ((await run(['pgrep', '-f', 'sleep 4567'], { ok: [0, 1] })).code === 1 ? true : undefined));
  });

  await t.test('an app does not get keys to the machine’s AWS', async (t) => {
    const web = await containerOf(rack, 'counter--web');
    t.notMatch(web.Config.Env.join('\n'), /AWS_/);
  });

  await t.test('the server may do what it needs in AWS, and no more', async (t) => {
    const { Config } = await containerOf(rack, 'server');
    const names = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'];
    const keys = Object.fromEntries(names.map((name) => [name, variableIn(Config.Env, name)]));
    t.match((await rack.aws(['sts', 'get-caller-identity'], keys)).stdout, /assumed-role\/.*ServerRole/);
    t.equal(
      (await rack.aws(['cloudformation', 'describe-stacks', '--stack-name', `${rack.name}-counter`], keys)).code,
      0,
    );
    const forbidden = [
      ['cloudformation', 'delete-stack', '--stack-name', rack.name],
      ['cloudformation', 'create-stack', '--stack-name', 'other-app', '--template-body', '{"Resources":{}}'],
      ['iam', 'create-role', '--role-name', 'mine', '--assume-role-policy-document', '{}'],
      ['ecs', 'update-service', '--cluster', rack.name, '--service', `${rack.name}-server`, '--desired-count', '0'],
      ['secretsmanager', 'list-secrets'],
      ['kinesis', 'put-record', '--stream-name', 'x', '--partition-key', 'x', '--data', 'eA=='],
    ];
    for (const call of forbidden)
      t.match((await rack.aws(call, keys)).stderr, /\(AccessDenied(Exception)?\)/, call.join(' '));
  });

  const other = join(rack.folder, 'other');
  await run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', other]);
  const { stdout: key } = await run(['cat', `${other}.pub`]);
  t.equal((await rack.ssh(`keys add --developer bob '${key.trim()}'`)).code, 0);

  await t.test('an update to a new image loses no app, no key, no line, no request', async (t) => {
    const image = await newVersion(rack);
    const requests = asking(app);
    const updated = await rack.installer(['update', rack.name, '--image', image, '--yes']);
    t.equal(updated.code, 0, updated.stdout + updated.stderr);
    t.match(
      updated.stdout,
      /^change +ServerTask +AWS::ECS::TaskDefinition|^replace +ServerTask +AWS::ECS::TaskDefinition/m,
    );
    t.equal((await containerOf(rack, 'server')).Config.Labels.version, 'next');
    t.equal((await containerOf(rack, 'agent')).Config.Labels.version, 'next');
    const { asked, failed } = await requests.stop();
    t.ok(asked > 10, `${asked} requests were made meanwhile`);
    t.strictSame(failed, []);
    t.match((await rack.ssh('apps')).stdout, /^counter /m);
    const bob = await run(['ssh', '-F', rack.status.ssh.config, '-o', `IdentityFile=${other}`, 'rack', 'apps'], {
      ok: ANY_EXIT,
    });
    t.equal(bob.code, 0, bob.stderr);
    await app.commit(nodeApp('second', COUNTS));
    t.equal((await app.push()).code, 0);
    t.equal((await app.get()).text, 'second');
    t.strictSame(await gaps(rack, 'counter'), [], 'every number was logged once');
  });

  await t.test('an update to an image that does not start is taken back', async (t) => {
    const before = (await containerOf(rack, 'server')).Image;
    const broken = await rack.installer(['update', rack.name, '--image', await brokenVersion(rack), '--yes']);
    t.equal(broken.code, 1);
    t.match(broken.stderr, /^rack: (Server|Agent) \(AWS::ECS::Service\): .*circuit breaker/i);
    t.match(broken.stderr, /UPDATE_ROLLBACK_COMPLETE\. The rack is as it was before/);
    t.equal((await containerOf(rack, 'server')).Image, before);
    await poll(async () => ((await rack.ssh('apps')).code === 0 ? true : undefined));
    t.equal((await app.get()).text, 'second');
  });

  await t.test('down and up', async (t) => {
    await rack.command(['down']);
    await rack.up();
    await poll(async () => ((await app.get().catch(() => undefined))?.text === 'second' ? true : undefined));
    t.equal((await rack.ssh('ps counter')).code, 0);
  });

  await t.test('when the rack gets another domain and a certificate for it, its apps follow, to HTTPS', async (t) => {
    const { authority, arn } = await importedCertificate(t, rack, '*.moved.localhost');
    const [https] = await freePorts(1);
    const params = ['Domain=moved.localhost', `CertificateArn=${arn}`, `HttpsPort=${https}`];
    const words = params.flatMap((each) => ['--param', each]);
    const updated = await rack.installer(['update', rack.name, ...words, '--yes']);
    t.equal(updated.code, 0, updated.stdout + updated.stderr);
    const host = 'counter.moved.localhost';
    const curl = async (url: string, ...more: string[]) => {
      const ports = [rack.status.router.http, https].flatMap((port) => ['--resolve', `${host}:${port}:127.0.0.1`]);
      return (await run(['curl', '-s', '--cacert', authority, ...ports, ...more, url], { ok: ANY_EXIT })).stdout;
    };
    await poll(async () => ((await curl(`https://${host}:${https}/`)) === 'second' ? true : undefined));
    const redirected = await curl(
      `http://${host}:${rack.status.router.http}/a?b=c`,
      '-w',
      '%{http_code} %{redirect_url}',
    );
    t.equal(redirected, `301 https://${host}:${https}/a?b=c`);
    t.equal((await rack.ssh('ps counter')).code, 0);
  });

  await t.test('a second rack, whose install fails, is interrupted, goes on, and is taken back', async (t) => {
    const { Config } = await containerOf(rack, 'server');
    const [http, ssh] = await freePorts(2);
    const install = (HttpPort: number | undefined) => {
      const own = {
        Domain: 'second.localhost',
        HttpPort,
        SshPort: ssh,
        Internal: 'Yes',
        Backups: 'No',
        MinInstances: 1,
      };
      const words = Object.entries(own).flatMap(([name, value]) => ['--param', `${name}=${value}`]);
      return ['install', 'second', '--image', Config.Image, '--key', `${other}.pub`, ...words];
    };
    const failed = await rack.installer(install(rack.status.router.http));
    t.equal(failed.code, 1);
    t.match(failed.stderr, /^rack: HttpListener \(AWS::ElasticLoadBalancingV2::Listener\): /);
    t.match(failed.stderr, /The stack second is ROLLBACK_COMPLETE\. Mend that and run it again: it starts anew/);

    const interrupted = rack.installing(install(http));
    await interrupted.until('CREATE_COMPLETE');
    t.match(interrupted.output, /The stack second is ROLLBACK_COMPLETE from an earlier attempt; it is deleted first/);
    interrupted.signal('SIGINT');
    t.equal(await interrupted.exit(), 130);
    t.match(interrupted.output, /what AWS has begun goes on\.\n +Go on: rack install second/);

    const done = await rack.installer(install(http));
    t.equal(done.code, 0, done.stdout + done.stderr);
    t.match(done.stdout, /second is CREATE_IN_PROGRESS; following it|The rack second is made/);
    t.match(done.stdout, /^Host second$/m);
    t.match((await rack.installer(['status', 'second'])).stdout, /^server +1\/1 +completed$/m);
    t.equal((await rack.installer(['uninstall', 'second', '--confirm', 'second'])).code, 0);
    t.equal((await rack.ssh('ps counter')).code, 0, 'the first rack has not noticed');
  });

  await t.test('uninstall refuses while there are apps, and leaves nothing', async (t) => {
    t.match((await rack.installer(['uninstall', rack.name, '--confirm', rack.name])).stderr, /has 1 apps: counter/);
    const gone = await rack.installer(['uninstall', rack.name, '--apps', '--confirm', rack.name]);
    t.equal(gone.code, 0, gone.stdout + gone.stderr);
    t.match(gone.stdout, /Kept: LogGroup \(AWS::Logs::LogGroup\)/);
    t.strictSame(await running(rack), ['registry', 'router'], 'but what local itself runs');
    // The agent's positions lie on the instance, and go with it once its ended containers are forgotten.
    const { volumes } = await belongings(rack);
    t.strictSame(
      volumes.filter((name) => !name.endsWith('.positions')),
      [],
      'the state is gone',
    );
    await rack.command(['destroy', '--confirm', rack.name]);
    t.strictSame(await belongings(rack), { containers: [], volumes: [] });
    const filters = { label: [`io.rack.rack=${rack.name}`] };
    t.strictSame(await docker.listNetworks({ filters }), []);
    t.strictSame(await docker.listImages({ filters }), []);
  });
});

// Private

async function containerOf(rack: Rack, ...names: string[]) {
  const label = [
    `io.rack.rack=${rack.name}`,
    `com.amazonaws.ecs.task-definition-family=${[rack.name, ...names].join('-')}`,
  ];
  const found = await poll(async () => (await docker.listContainers({ filters: { label } }))[0]);
  return docker.getContainer(found.Id).inspect();
}

/** The value of a variable in an environment as Docker has it; it may hold further `=`. */
function variableIn(env: string[], name: string): string {
  return env.find((each) => each.startsWith(`${name}=`))?.slice(name.length + 1) ?? '';
}

/** The numbers of the users whose processes in a container look so. */
async function usersOf(container: string, command: RegExp): Promise<string[]> {
  const { Processes } = await docker.getContainer(container).top({ ps_args: '-eo pid,uid,args' });
  const rows = Processes as string[][];
  return rows.filter(([, , args = '']) => command.test(args) && !/init/.test(args)).map(([, uid = '']) => uid.trim());
}

/** A certificate for a name in the rack's Certificate Manager, and the file of who vouches for it. */
async function importedCertificate(t: Test, rack: Rack, name: string): Promise<{ authority: string; arn: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'certificate-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const { Certificate, PrivateKey } = await selfSigned([name], 'rsa:2048');
  const [authority, key] = [join(folder, 'certificate.pem'), join(folder, 'key.pem')];
  writeFileSync(authority, Certificate);
  writeFileSync(key, PrivateKey);
  const files = ['--certificate', `fileb://${authority}`, '--private-key', `fileb://${key}`];
  const { stdout } = await rack.aws(['acm', 'import-certificate', ...files]);
  return { authority, arn: JSON.parse(stdout).CertificateArn };
}

async function fetchFrom(rack: Rack, host: string, path = ''): Promise<{ text: string }> {
  const url = `http://127.0.0.1:${rack.status.router.http}/${path}`;
  const { stdout } = await run(['curl', '-fsS', '-H', `Host: ${host}`, url]);
  return { text: stdout };
}

/** The rack's image of now with a label more, pushed to the rack's registry: what a new version would be. */
async function newVersion(rack: Rack): Promise<string> {
  return derived(rack, 'next', 'LABEL version=next');
}

async function brokenVersion(rack: Rack): Promise<string> {
  return derived(rack, 'broken', 'ENTRYPOINT ["false"]');
}

async function derived(rack: Rack, tag: string, line: string): Promise<string> {
  const { Config } = await containerOf(rack, 'server');
  const repository = Config.Image.split('@')[0]!;
  const context = contextOf([tarEntry('Dockerfile', `FROM ${Config.Image}\n${line}\n`), TAR_END]);
  const labels = { 'io.rack.rack': rack.name };
  const { signal } = new AbortController();
  const image = await buildImage(docker, { context, tag: `${repository}:${tag}`, labels, say: () => {}, signal });
  const { stdout } = await rack.aws(['ecr', 'get-login-password']);
  const credentials = { username: 'AWS', password: stdout.trim() };
  return (await pushImage(docker, { image, repository, tag, credentials, signal })).reference;
}

/** Asks the app over and over until it is stopped. */
function asking(app: App) {
  const failed: string[] = [];
  let asked = 0;
  let stopped = false;
  const ask = async () => {
    while (!stopped) {
      asked += 1;
      await app.get().then(
        ({ status }) => status === 200 || failed.push(`${status}`),
        (error) => failed.push(`${error}`),
      );
    }
  };
  const done = ask();
  return {
    async stop() {
      stopped = true;
      await done;
      return { asked, failed };
    },
  };
}

/** Where the numbers that an app counted do not follow each other, one copy by itself. */
async function gaps(rack: Rack, app: string): Promise<string[]> {
  const { stdout } = await rack.ssh(`logs ${app} -n 10000 -p web`);
  const counted = [...stdout.matchAll(/count (\d+) (\d+)$/gm)].map(([, id, n]) => ({ id, n: Number(n) }));
  const last = new Map<string | undefined, number>();
  return counted.flatMap(({ id, n }) => {
    const before = last.get(id) ?? -1;
    last.set(id, n);
    return n === before + 1 ? [] : [`${before} → ${n}`];
  });
}

async function running(rack: Rack): Promise<string[]> {
  const containers = await docker.listContainers({ filters: { label: [`io.rack.rack=${rack.name}`] } });
  return containers.map(({ Names }) => Names[0]!.slice(`/rack-${rack.name}-`.length)).sort();
}

async function belongings(rack: Rack): Promise<{ containers: string[]; volumes: string[] }> {
  const filters = { label: [`io.rack.rack=${rack.name}`] };
  const containers = await docker.listContainers({ all: true, filters });
  const { Volumes } = await docker.listVolumes({ filters });
  const names = containers.map(({ Names }) => Names[0]!.slice(`/rack-${rack.name}-`.length)).sort();
  return { containers: names, volumes: (Volumes ?? []).map(({ Name }) => Name) };
}
