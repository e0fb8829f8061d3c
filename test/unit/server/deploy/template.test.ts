import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { projectRoot } from '../../../../lib/root.ts';
import { oneOff } from '../../../../server/deploy/task.ts';
import { baseTemplate, composeTemplate, taskDefinition } from '../../../../server/deploy/template.ts';
import { priorities, release } from './fixtures.ts';

const SECRET = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:rack/r/hello-AbCdEf';
const GOLDEN = join(projectRoot, 'test', 'unit', 'server', 'deploy', 'template.golden.json');

t.test('the template of a release (delete the golden file to write it anew)', async (t) => {
  const template = JSON.parse(composeTemplate({ release, priorities, healthTimeout: 60, secret: SECRET }));
  if (!existsSync(GOLDEN)) writeFileSync(GOLDEN, `${JSON.stringify(template, null, 2)}\n`);
  t.strictSame(template, JSON.parse(readFileSync(GOLDEN, 'utf8')));
});

t.test('40 processes with 50 variables stay inside the quotas of CloudFormation', async (t) => {
  const names = ['web', ...Array.from({ length: 39 }, (_, index) => `worker-number-${index}`)];
  const processes = Object.fromEntries(names.map((name) => [name, { command: `node ${name}.js --some option` }]));
  const secrets = Array.from({ length: 50 }, (_, index) => `SOME_VARIABLE_${index}`);
  const large = { ...release, processes, timers: {}, secrets };
  const text = composeTemplate({ release: large, priorities, healthTimeout: 60, secret: SECRET });
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
  const template = JSON.parse(composeTemplate({ release, priorities, healthTimeout: 60, secret: SECRET }));
  const [container] = template.Resources.AdminTaskDefinition.Properties.ContainerDefinitions;
  const value = (wanted: string) => container.Environment.find(({ Name }: { Name: string }) => Name === wanted)?.Value;
  t.strictSame([value('MODE'), value('A'), value('PORT')], ['admin', undefined, '8080']);
  t.strictSame(container.Secrets, [{ Name: 'A', ValueFrom: `${SECRET}:A:RABCDEFGHI:` }], 'it sees no other');
});

t.test('what timers share is there only with a timer', async (t) => {
  const compose = (timers: typeof release.timers) =>
    Object.keys(
      JSON.parse(composeTemplate({ release: { ...release, timers }, priorities, healthTimeout: 60, secret: undefined }))
        .Resources,
    );
  t.ok(compose(release.timers).includes('SchedulerRole'));
  t.notOk(compose({}).some((id) => id.startsWith('Schedule')));
  t.notMatch(baseTemplate(), 'Scheduler');
});
