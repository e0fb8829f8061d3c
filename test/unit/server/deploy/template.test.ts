import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { projectRoot } from '../../../../lib/root.ts';
import { rulesOf } from '../../../../server/deploy/rules.ts';
import { oneOff } from '../../../../server/deploy/task.ts';
import { baseTemplate, composeTemplate, taskDefinition } from '../../../../server/deploy/template.ts';
import { release, rules } from './fixtures.ts';

const SECRET = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:rack/r/hello-AbCdEf';
const GOLDEN = join(projectRoot, 'test', 'unit', 'server', 'deploy', 'template.golden.json');

t.test('the template of a release (delete the golden file to write it anew)', async (t) => {
  const template = JSON.parse(
    composeTemplate({ release, rules, healthTimeout: 60, secret: SECRET, maintenance: undefined, certificates: [] }),
  );
  if (!existsSync(GOLDEN)) writeFileSync(GOLDEN, `${JSON.stringify(template, null, 2)}\n`);
  t.strictSame(template, JSON.parse(readFileSync(GOLDEN, 'utf8')));
});

t.test('40 processes with 50 variables stay inside the quotas of CloudFormation', async (t) => {
  const names = ['web', ...Array.from({ length: 39 }, (_, index) => `worker-number-${index}`)];
  const processes = Object.fromEntries(names.map((name) => [name, { command: `node ${name}.js --some option` }]));
  const secrets = Array.from({ length: 50 }, (_, index) => `SOME_VARIABLE_${index}`);
  const large = { ...release, processes, timers: {}, secrets };
  const text = composeTemplate({
    release: large,
    rules,
    healthTimeout: 60,
    secret: SECRET,
    maintenance: undefined,
    certificates: [],
  });
  t.ok(Buffer.byteLength(text) < 1_000_000 / 2, `${Buffer.byteLength(text)} bytes`);
  t.ok(Object.keys(JSON.parse(text).Resources).length < 500);
});

t.test('the release phase as ECS’s API takes it', async (t) => {
  const roles = { executionRole: 'arn:e', taskRole: 'arn:t' };
  const { containerDefinitions: [container] = [], ...rest } = taskDefinition(
    oneOff(release, 'release', 'node migrate.js'),
    {
      rack: 'r',
      release,
      secret: SECRET,
      ...roles,
    },
  );
  t.strictSame(rest, {
    family: 'r-hello--release',
    networkMode: 'bridge',
    requiresCompatibilities: ['EC2'],
    executionRoleArn: 'arn:e',
    taskRoleArn: 'arn:t',
  });
  t.strictSame(container?.command, ['/bin/sh', '-c', 'exec node migrate.js']);
  t.strictSame(container?.secrets, [
    { name: 'A', valueFrom: `${SECRET}:A:RABCDEFGHI:` },
    { name: 'PORT', valueFrom: `${SECRET}:PORT:RABCDEFGHI:` },
  ]);
  t.strictSame(container?.dockerLabels, {
    'rack.name': 'r',
    'rack.app': 'hello',
    'rack.process': 'release',
    'rack.release': 'RABCDEFGHI',
  });
});

t.test('a process gets its own variables, but for those that people have set or the platform has', async (t) => {
  const template = JSON.parse(
    composeTemplate({ release, rules, healthTimeout: 60, secret: SECRET, maintenance: undefined, certificates: [] }),
  );
  const [container] = template.Resources.AdminTaskDefinition.Properties.ContainerDefinitions;
  const value = (wanted: string) => container.Environment.find(({ Name }: { Name: string }) => Name === wanted)?.Value;
  t.strictSame([value('MODE'), value('A'), value('PORT')], ['admin', undefined, '8080']);
  t.strictSame(container.Secrets, [{ Name: 'A', ValueFrom: `${SECRET}:A:RABCDEFGHI:` }], 'it sees no other');
});

t.test('what timers share is there only with a timer', async (t) => {
  const compose = (timers: typeof release.timers) =>
    Object.keys(
      JSON.parse(
        composeTemplate({
          release: { ...release, timers },
          rules,
          healthTimeout: 60,
          secret: undefined,
          maintenance: undefined,
          certificates: [],
        }),
      ).Resources,
    );
  t.ok(compose(release.timers).includes('SchedulerRole'));
  t.notOk(compose({}).some((id) => id.startsWith('Schedule')));
  t.notMatch(baseTemplate(), 'Scheduler');
});

t.test('hosts beyond four have rules of their own, and a wildcard comes after every exact host', async (t) => {
  const domains = [...Array.from({ length: 10 }, (_, index) => `h${index}.example.com`), '*.example.org'];
  const crowded = { ...release, processes: { web: { ...release.processes.web!, domains } }, timers: {} };
  let number = 6;
  const given = rulesOf({ priorityOf: () => ++number }, APP, crowded);
  const text = composeTemplate({
    release: crowded,
    rules: given,
    healthTimeout: 60,
    secret: undefined,
    maintenance: undefined,
    certificates: [],
  });
  t.strictSame(rulesIn(text), [
    [10_003, 5],
    [10_007, 5],
    [10_008, 1],
    [30_009, 1],
  ]);
});

t.test('in maintenance all hosts answer with the page, before the rules that stay', async (t) => {
  const page = '<h1>Back soon</h1>';
  const text = composeTemplate({
    release,
    rules,
    healthTimeout: 60,
    secret: SECRET,
    maintenance: page,
    certificates: [],
  });
  const { Maintenance } = JSON.parse(text).Resources;
  t.strictSame(rulesIn(text), [
    [3, 3],
    [10_003, 1],
    [10_005, 2],
  ]);
  t.strictSame(Maintenance.DependsOn, ['WebListenerRule', 'AdminListenerRule']);
  t.equal(Maintenance.Properties.Actions[0].FixedResponseConfig.MessageBody, page);
});

t.test('certificates of an app are a resource each, which keeps its name when others come and go', async (t) => {
  const arns = ['0a1b-2c', '9f-8e'].map((name) => `arn:aws:acm:us-east-1:0:certificate/${name}`);
  const more = { rules, healthTimeout: 60, secret: SECRET, maintenance: undefined };
  const { Resources } = JSON.parse(composeTemplate({ release, ...more, certificates: arns }));
  t.strictSame(Resources.C9f8eCertificate, {
    Type: 'AWS::ElasticLoadBalancingV2::ListenerCertificate',
    Properties: { ListenerArn: { Ref: 'Listener' }, Certificates: [{ CertificateArn: arns[1] }] },
  });
  t.ok(Resources.C0a1b2cCertificate);
});

// Private

const APP = { name: 'hello', priority: 3, settings: {}, createdAt: '', createdBy: 'ann' };

/** Priority and number of hosts of each rule, in order. */
function rulesIn(text: string): [number, number][] {
  const resources = Object.values(JSON.parse(text).Resources) as {
    Type: string;
    Properties: { Priority: number } & object;
  }[];
  const rules = resources.filter(({ Type }) => Type === 'AWS::ElasticLoadBalancingV2::ListenerRule');
  const found = rules.map(({ Properties }) => {
    const [{ HostHeaderConfig }] = (
      Properties as unknown as { Conditions: [{ HostHeaderConfig: { Values: string[] } }] }
    ).Conditions;
    return [Properties.Priority, HostHeaderConfig.Values.length] as [number, number];
  });
  return found.sort(([one], [other]) => one - other);
}
