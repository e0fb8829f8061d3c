import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { projectRoot } from '../../../../lib/root.ts';
import { composeTemplate, taskDefinition } from '../../../../server/deploy/template.ts';
import { app, release } from './fixtures.ts';

const SECRET = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:rack/r/hello-AbCdEf';
const GOLDEN = join(projectRoot, 'test', 'unit', 'server', 'deploy', 'template.golden.json');

t.test('the template of a release (delete the golden file to write it anew)', async (t) => {
  const formation = { web: { count: 1, memory: 512 }, 'mail-worker': { count: 2, memory: 256 } };
  const template = JSON.parse(composeTemplate({ app, release, formation, healthTimeout: 60, secret: SECRET }));
  if (!existsSync(GOLDEN)) writeFileSync(GOLDEN, `${JSON.stringify(template, null, 2)}\n`);
  t.strictSame(template, JSON.parse(readFileSync(GOLDEN, 'utf8')));
});

t.test('40 processes with 50 variables stay inside the quotas of CloudFormation', async (t) => {
  const names = ['web', ...Array.from({ length: 39 }, (_, index) => `worker-number-${index}`)];
  const processes = Object.fromEntries(names.map((name) => [name, `node ${name}.js --some option`]));
  const secrets = Array.from({ length: 50 }, (_, index) => `SOME_VARIABLE_${index}`);
  const formation = Object.fromEntries(names.map((name) => [name, { count: 1, memory: 512 }]));
  const large = { ...release, processes, secrets };
  const text = composeTemplate({ app, release: large, formation, healthTimeout: 60, secret: SECRET });
  t.ok(Buffer.byteLength(text) < 1_000_000 / 2, `${Buffer.byteLength(text)} bytes`);
  t.ok(Object.keys(JSON.parse(text).Resources).length < 500);
});

t.test('the release phase as ECS’s API takes it', async (t) => {
  const roles = { executionRole: 'arn:e', taskRole: 'arn:t' };
  const { containerDefinitions: [container] = [], ...rest } = taskDefinition('release', {
    rack: 'r',
    release,
    secret: SECRET,
    ...roles,
  });
  t.strictSame(rest, {
    family: 'r-hello-release',
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
