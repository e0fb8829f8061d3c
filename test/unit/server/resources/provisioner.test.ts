import t from 'tap';
import type { Snapshot, Snapshots } from '../../../../server/aws/snapshot.ts';
import { outputTo } from '../../../../server/deploy/output.ts';
import type { Resource } from '../../../../server/model/resource.ts';
import { Provisioner } from '../../../../server/resources/provisioner.ts';
import { resourceTypes } from '../../../../server/resources/templates.ts';
import { FakeStacks } from './cloud.ts';

const DATABASE: Resource = { name: 'db', kind: 'postgres', createdAt: '', createdBy: 'a' };
const BUCKET: Resource = { name: 'files', kind: 's3', createdAt: '', createdBy: 'a' };

t.test('a resource is made with its options, and what happens is told once', async (t) => {
  const { provisioner, stacks, watching, said } = made();
  const { made: wait } = await provisioner.begin(DATABASE, { Storage: '30' });
  await wait(watching);
  t.strictSame(stacks.sent, ['create acme-resource-db']);
  t.match(await provisioner.state(DATABASE), { status: 'running', parameters: { Storage: '30' } });
  t.notOk('Rack' in (await provisioner.state(DATABASE)).parameters, 'what the rack itself gives is not told');
  t.strictSame(said, ['       Database is being made']);
  await t.rejects(provisioner.begin(DATABASE, {}), { code: 'resource_exists' });
});

t.test('what cannot be made leaves nothing, and says why', async (t) => {
  const { provisioner, stacks, watching, said } = made();
  const { made: wait } = await provisioner.begin(DATABASE, {});
  const reason =
    'Resource handler returned message: "The class "x" is not offered. (Service: Rds, Status Code: 400)" (RequestToken: 1, HandlerErrorCode: Y)';
  stacks.end = { status: 'ROLLBACK_COMPLETE', reason };
  await t.rejects(wait(watching), { message: 'It could not be made: Database: The class "x" is not offered.' });
  t.ok(said.includes('       Database failed: The class "x" is not offered.'));
  t.strictSame(stacks.sent, ['create acme-resource-db', 'delete acme-resource-db']);
  t.equal((await provisioner.state(DATABASE)).status, 'gone');
});

t.test('a change keeps all other options; a parameter that the template has no more is dropped', async (t) => {
  const { provisioner, stacks, watching } = made();
  await provisioner.begin(DATABASE, { Class: 'db.t4g.small', Storage: '30' });
  await stacks.find('acme-resource-db');
  stacks.stacks.get('acme-resource-db')!.parameters.Gone = 'x';
  t.ok(await provisioner.update(DATABASE, { Storage: '40' }, watching));
  const { parameters } = stacks.stacks.get('acme-resource-db')!;
  t.strictSame(parameters, { Class: 'db.t4g.small', Storage: '40', Rack: 'acme', Name: 'db' });
  t.notOk(await provisioner.update(DATABASE, { Storage: '40' }, watching));
});

t.test('the password comes out of its secret, into the place of the address that waits for it', async (t) => {
  const { provisioner, stacks } = made();
  await provisioner.begin(DATABASE, {});
  await t.rejects(provisioner.url(DATABASE), { code: 'resource_not_ready' });
  const outputs = { Url: 'postgres://app:{password}@h:5432/app', Secret: 'arn', Host: 'h', Port: '5432' };
  stacks.stacks.set('acme-resource-db', { ...stacks.stacks.get('acme-resource-db')!, outputs });
  t.strictSame(await provisioner.url(DATABASE), { url: 'postgres://app:pa%20ss@h:5432/app', region: undefined });
  t.strictSame(await provisioner.endpoint(DATABASE), { host: 'h', port: 5432 });
});

t.test('the roles of the apps that are linked get into the stack of a bucket, and of no other kind', async (t) => {
  const { provisioner, stacks, watching } = made();
  await provisioner.begin(BUCKET, {});
  for (const app of ['a', 'b']) await stacks.create({ name: `acme-${app}`, parameters: {} });
  for (const app of ['a', 'b'])
    stacks.stacks.get(`acme-${app}`)!.outputs.TaskRole = `arn:aws:iam::1:role/rack/acme/${app}-role`;
  await provisioner.grant(BUCKET, ['a', 'b'], watching);
  t.equal(stacks.stacks.get('acme-resource-files')!.parameters.Roles, 'a-role,b-role');
  await provisioner.grant(BUCKET, [], watching);
  t.equal(stacks.stacks.get('acme-resource-files')!.parameters.Roles, '');
  await provisioner.grant(DATABASE, ['a'], watching);
  t.notOk(stacks.stacks.has('acme-resource-db'));
});

t.test('a removal answers the backup that AWS made at the end, not those of before', async (t) => {
  const { provisioner, stacks, watching, snapshots } = made();
  await provisioner.begin(DATABASE, {});
  snapshots.push(snapshot('old'), { ...snapshot('nightly'), isAutomatic: true });
  const remove = stacks.delete.bind(stacks);
  stacks.delete = async (name) => {
    snapshots.push(snapshot('last'), { ...snapshot('nightly-2'), isAutomatic: true });
    await remove(name);
  };
  t.strictSame(
    (await provisioner.remove(DATABASE, watching)).map(({ id }) => id),
    ['last'],
  );
  t.equal((await provisioner.state(DATABASE)).status, 'gone');
});

t.test('a backup is waited for, and one that fails says so', async (t) => {
  const { provisioner, stacks, watching, snapshots } = made();
  await provisioner.begin(DATABASE, {});
  stacks.stacks.get('acme-resource-db')!.outputs.Url = 'postgres://';
  const backup = await provisioner.backUp(DATABASE, watching);
  t.match(backup, { status: 'available', id: /^acme-resource-db-\d{14}$/ });
  snapshots.length = 0;
  await t.rejects(provisioner.forget(DATABASE, backup, watching), { code: 'backup_failed' });
});

t.test('every kind has options with a description and a standard', async (t) => {
  for (const { name, options } of resourceTypes())
    for (const option of options)
      t.match(option, { description: /^[A-Z].*\.$/, standard: String }, `${name} ${option.name}`);
});

// Private

function snapshot(id: string): Snapshot {
  const made = { createdAt: '2026-01-01T00:00:00Z', status: 'available', isAutomatic: false };
  return { id, of: 'acme-resource-db', ...made, engine: 'postgres', version: '15.4', storage: 20 };
}

function made() {
  const stacks = new FakeStacks();
  const snapshots: Snapshot[] = [];
  const kept: Snapshots = {
    list: async () => {
      const found = [...snapshots];
      for (const [at, each] of snapshots.entries()) snapshots[at] = { ...each, status: 'available' };
      return found;
    },
    create: async (_, id) => void snapshots.push({ ...snapshot(id), status: 'creating' }),
    delete: async () => {},
  };
  const provisioner = new Provisioner({
    rack: 'acme',
    stacks,
    secrets: { read: async () => 'pa ss' },
    snapshots: { rds: kept, elasticache: kept },
  });
  const said: string[] = [];
  const watching = { output: outputTo((line) => void said.push(line)), signal: new AbortController().signal };
  return { provisioner, stacks, watching, said, snapshots };
}
