import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { ECSClient } from '@aws-sdk/client-ecs';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import t from 'tap';
import { projectRoot } from '../../lib/root.ts';
import { type RunResult, run } from '../../lib/run.ts';
import { Stacks } from '../../server/aws/cloudformation.ts';
import { Cluster } from '../../server/aws/ecs.ts';
import { Secrets } from '../../server/aws/secrets.ts';
import { Templates } from '../../server/aws/templates.ts';
import { AppStack } from '../../server/deploy/stack.ts';
import { composeTemplate } from '../../server/deploy/template.ts';
import { release, rules } from '../unit/server/deploy/fixtures.ts';
import { ANY_EXIT } from './follower.ts';
import { GAPS, Moto } from './moto.ts';

/** Nothing of whoever runs the tests. */
const NO_ACCOUNT = {
  AWS_PROFILE: '',
  AWS_REGION: '',
  AWS_DEFAULT_REGION: '',
  AWS_ACCESS_KEY_ID: '',
  AWS_SECRET_ACCESS_KEY: '',
  AWS_ENDPOINT_URL: '',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_EC2_METADATA_DISABLED: 'true',
};

const AMI = 'Ami=/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id';

t.test('a rack in the account that moto plays', async (t) => {
  for (const { what } of GAPS) t.comment(`moto: ${what}`);
  const moto = await Moto.start(t);
  const folder = await mkdtemp(join(tmpdir(), 'rack-install-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const key = join(folder, 'key');
  await run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', key]);
  const rack = (...args: string[]): Promise<RunResult> =>
    run([join(projectRoot, 'bin/rack'), ...args], { env: moto.env(), ok: ANY_EXIT, timeout: 60_000 });
  const domain = ['--domain', 'apps.example.com', '--key', `${key}.pub`, '--image', 'example/image:1'];

  await t.test('what is wrong is told before anything is made, all at once', async (t) => {
    const { code, stdout, stderr } = await rack(
      'install',
      'acme',
      '--param',
      'Zones=5',
      '--param',
      'MinInstance=3',
      ...domain.slice(2),
    );
    t.equal(code, 1);
    t.match(stdout, /Zones is "5"; it can be: 2, 3/);
    t.match(stdout, /no parameter "MinInstance". Did you mean MinInstances\?/);
    t.match(stdout, /--domain is missing/);
    t.match(stderr, /3 problems; nothing was made/);
    t.match((await rack('status', 'acme')).stderr, /There is no rack "acme" in this account and region/);
  });

  await t.test('a dry run shows what would be made, and makes nothing', async (t) => {
    const { code, stdout } = await rack('install', 'acme', ...domain, '--dry-run');
    t.equal(code, 0);
    t.match(stdout, /^add {5}Server +AWS::ECS::Service$/m);
    t.match(stdout, /Nothing was made\.\n$/);
    t.match((await rack('status', 'acme')).stderr, /There is no rack "acme"/);
  });

  await t.test('install', async (t) => {
    const { code, stdout, stderr } = await rack('install', 'acme', ...domain);
    t.equal(code, 0, stderr);
    t.match(stdout, /^ok {7}VPCs +\d of 5 VPCs are in use$/m);
    t.match(stdout, /\*\.apps\.example\.com {2}CNAME {2}\S+\.elb\.amazonaws\.com/);
    t.match(stdout, /^Host acme\n {2}HostName \S+\.elb\.amazonaws\.com\n {2}Port 22\n/m);
    const again = await rack('install', 'acme', ...domain);
    t.equal(again.code, 1);
    t.match(again.stdout, /there is a stack acme already, with 0 apps\n +→ To change it: rack update acme/);
  });

  await t.test('params and status', async (t) => {
    t.match((await rack('params', 'acme')).stdout, /^MinInstances +2 +2 +1… +The fewest instances\.$/m);
    const status = JSON.parse((await rack('status', 'acme', '--json')).stdout);
    t.match(status, {
      rack: 'acme',
      stack: { status: 'CREATE_COMPLETE' },
      domain: 'apps.example.com',
      git: { port: 22 },
    });
    t.match(status.services, [{ name: 'server', desired: 1 }, { name: 'agent' }]);
  });

  const outputs = (await stacksOf(moto).find('acme'))!.outputs;
  const settings = {
    rack: 'acme',
    listener: outputs.Listener!,
    domain: outputs.Domain!,
    permissionsBoundary: undefined,
  };

  await t.test('the server makes an app and brings a release to its stack', async (t) => {
    const stack = new AppStack(stacksOf(moto), settings, 'hello');
    const made = await stack.ready(() => {});
    t.equal(made.outputs.HostName, 'hello.apps.example.com');
    const secret = await new Secrets(client(SecretsManagerClient, moto)).put(
      'rack/acme/hello',
      { A: '1' },
      release.id,
      [],
    );
    await stack.update(
      composeTemplate({ release, rules, healthTimeout: 60, secret, maintenance: undefined, certificates: [] }),
    );
    const updated = await stack.atRest();
    t.match(updated, { status: 'UPDATE_COMPLETE', outputs: { Release: release.id } });
    const cluster = new Cluster(client(ECSClient, moto), { rack: 'acme', cluster: outputs.Cluster! });
    const services = await cluster.services('hello', ['web', 'admin', 'mail-worker', 'nobody']);
    t.same([...services.keys()], ['web', 'admin', 'mail-worker'], 'its services are there');
  });

  await t.test('an app of 40 processes goes through the bucket', async (t) => {
    const names = Array.from({ length: 40 }, (_, at) => `worker-${at}`);
    const processes = Object.fromEntries(names.map((name) => [name, { command: 'node x.js', memory: 64 }]));
    const many = { ...release, app: 'many', id: 'RMANY', processes, timers: {} };
    const stack = new AppStack(stacksOf(moto, outputs.TemplateBucket), settings, 'many');
    await stack.ready(() => {});
    const template = composeTemplate({
      release: many,
      rules: { priorities: {}, first: {}, more: [], numbers: [] },
      healthTimeout: 60,
      secret: undefined,
      maintenance: undefined,
      certificates: [],
    });
    t.ok(template.length > 51_200, `${template.length} bytes`);
    await stack.update(template);
    t.match(await stack.atRest(), { outputs: { Release: 'RMANY' } });
  });

  await t.test('update', async (t) => {
    t.match(
      (await rack('update', 'acme', '--param', 'MinInstances=none', '--yes')).stderr,
      /MinInstances is "none", which is no number/,
    );
    t.match(
      (await rack('update', 'acme', '--param', AMI, '--image', 'example/image:2')).stderr,
      /Make these changes\?/,
    );
    const update = () =>
      rack('update', 'acme', '--param', AMI, '--param', 'MinInstances=3', '--image', 'example/image:2', '--yes');
    await update(); // moto's first update fails.
    const { code, stderr } = await update();
    t.equal(code, 0, stderr);
    t.match((await rack('params', 'acme')).stdout, /^MinInstances +3 /m);
    t.match(JSON.parse((await rack('status', 'acme', '--json')).stdout), { image: 'example/image:2' });
  });

  await t.test('uninstall', async (t) => {
    const refused = await rack('uninstall', 'acme', '--confirm', 'acme');
    t.equal(refused.code, 1);
    t.match(refused.stderr, /The rack acme has 2 apps: hello, many\. Nothing was deleted\./);
    t.match((await rack('uninstall', 'acme', '--apps')).stderr, /that needs the rack's name/);
    await rack('uninstall', 'acme', '--apps', '--confirm', 'acme'); // moto fails on the VPC.
    await rack('uninstall', 'acme', '--apps', '--confirm', 'acme');
    t.match((await rack('status', 'acme')).stderr, /There is no rack "acme"/);
  });

  t.strictSame(
    moto.crashes.filter((call) => !call.includes('ExecuteChangeSet')),
    [],
    'moto understood every call',
  );
});

t.test('without an account', async (t) => {
  const rack = (env: Record<string, string>) =>
    run([join(projectRoot, 'bin/rack'), 'status', 'acme'], { env: { ...NO_ACCOUNT, ...env }, ok: ANY_EXIT });
  t.match(
    (await rack({ AWS_REGION: 'us-east-1' })).stderr,
    /^rack: No AWS credentials were found: .*\n +Set AWS_PROFILE/,
  );
  t.match(
    (await rack({ AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' })).stderr,
    /^rack: No AWS region is set\.\n +Give --region/,
  );
});

// Private

function stacksOf(moto: Moto, bucket?: string): Stacks {
  return new Stacks(client(CloudFormationClient, moto), new Templates(client(S3Client, moto), bucket));
}

function client<T>(Client: new (options: object) => T, moto: Moto): T {
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  return new Client({ endpoint: moto.url, region: 'us-east-1', credentials });
}
