import t, { type Test } from 'tap';
import { Failure } from '../../../../lib/failure.ts';
import { TestRack } from '../rack.ts';

t.test('a resource over SSH, from its making to its end', async (t) => {
  const rack = await TestRack.start(t);
  const { ssh, provisioner } = open(rack);
  await ssh(t, 'create shop');
  await ssh(t, 'resources create postgres storage=50 --name main-db');
  await ssh(t, 'resources create postgres --name main-db', { code: 1, text: /There is a resource "main-db" already/ });
  await ssh(t, 'resources', { text: /NAME +KIND +STATUS +LINKED TO\nmain-db +postgres +running +-/ });

  await t.test('a link is a variable that people cannot set', async (t) => {
    await ssh(t, 'env set shop TAKEN_URL=mine');
    await ssh(t, 'resources link main-db -a shop --as TAKEN', { code: 1, text: /TAKEN_URL is set already/ });
    await ssh(t, 'resources link main-db -a shop --as DATABASE', { text: /finds in DATABASE_URL/ });
    await ssh(t, 'env get shop DATABASE_URL', { text: /^postgres:\/\/app:secret@main-db\n$/ });
    await ssh(t, 'env set shop DATABASE_URL=x', { code: 1, text: /DATABASE_URL comes from the resource main-db/ });
    await ssh(t, 'env unset shop DATABASE_URL', { code: 1, text: /resources unlink main-db -a shop/ });
  });

  await t.test('it does not go while an app uses it or it is protected, nor without its name', async (t) => {
    await ssh(t, 'resources destroy main-db --confirm other', { code: 1, text: /not typed again/ });
    await ssh(t, 'resources destroy main-db', { code: 1, input: '\n', text: /Type its name: .*not typed again/s });
    await ssh(t, 'resources destroy main-db --confirm main-db', { code: 1, text: /is linked to shop/ });
    await ssh(t, 'resources unlink main-db -a shop', { text: /not linked to main-db any more/ });
    await ssh(t, 'env get shop DATABASE_URL', { code: 2, text: /not set/ });
    await ssh(t, 'resources set main-db deletion-protection=on');
    await ssh(t, 'resources destroy main-db --confirm main-db', { code: 1, text: /protected/ });
    await ssh(t, 'resources set main-db deletion-protection=off');
  });

  await t.test('its last backup becomes a new one, after it is gone', async (t) => {
    await ssh(t, 'resources destroy main-db --confirm main-db', { text: /kept: main-db-last/ });
    await ssh(t, 'resources', { text: /There are none/ });
    await ssh(t, 'resources backups main-db', { text: /main-db-last/ });
    await ssh(t, 'resources restore main-db main-db-last', { text: /main-db is running/ });
    const { parameters } = await rack.rack.resources.find('main-db', rack.rack.logins.current(admin(rack))!);
    t.strictSame(parameters, { Version: '14', Storage: '40', Snapshot: 'main-db-last' });
    await ssh(t, 'resources restore main-db main-db-last', { code: 1, text: /--as main-db-2/ });
    await ssh(t, 'resources destroy main-db --confirm main-db --no-snapshot');
    t.equal(provisioner.events.at(-1), 'forget main-db-last');
  });

  await t.test('what could not be made is not there', async (t) => {
    provisioner.refusal = new Failure('resource_not_created', 'It could not be made: no room.');
    await ssh(t, 'resources create redis', { code: 1, text: /no room/ });
    provisioner.refusal = undefined;
    await ssh(t, 'resources', { text: /There are none/ });
  });

  await t.test('no password is in the audit log', async (t) => {
    t.notMatch(JSON.stringify(rack.store.audit.list()), /secret@/);
  });
});

t.test('the right to a bucket goes with the app', async (t) => {
  const rack = await TestRack.start(t);
  const { ssh, provisioner } = open(rack);
  for (const app of ['one', 'two']) await ssh(t, `create ${app}`);
  await ssh(t, 'resources create s3');
  for (const app of ['one', 'two']) await ssh(t, `resources link bucket -a ${app}`);
  await ssh(t, 'env one', { text: /^AWS_REGION=us-east-1\nBUCKET_URL=s3:/ });
  await ssh(t, 'destroy one --confirm one');
  await ssh(t, 'resources unlink bucket -a two');
  const grants = provisioner.events.filter((event) => event.startsWith('grant'));
  t.strictSame(grants, [
    'grant bucket to one',
    'grant bucket to one, two',
    'grant bucket to two',
    'grant bucket to nobody',
  ]);
  await ssh(t, 'resources backup bucket', { code: 1, text: /no backups of s3/ });
});

t.test('another resource takes the variable of the first only when told', async (t) => {
  const rack = await TestRack.start(t);
  const { ssh } = open(rack);
  await ssh(t, 'create shop');
  for (const name of ['old', 'new']) await ssh(t, `resources create postgres --name ${name}`);
  await ssh(t, 'resources link old -a shop --as DATABASE');
  await ssh(t, 'resources link new -a shop --as DATABASE', { code: 1, text: /the resource old is linked by it/ });
  await ssh(t, 'resources link new -a shop --as DATABASE --replace');
  await ssh(t, 'env get shop DATABASE_URL', { text: /@new\n/ });
  await ssh(t, 'resources destroy old --confirm old', { text: /old is gone/ });
});

// Private

function open(rack: TestRack) {
  const ssh = async (
    t: Test,
    command: string,
    { code = 0, text, input }: { code?: number; text?: RegExp; input?: string } = {},
  ) => {
    const { stdout, stderr, code: exit } = await rack.ssh(command, input === undefined ? {} : { input });
    t.equal(exit, code, `${command}: ${stderr}`);
    if (text) t.match(stdout + stderr, text, command);
  };
  return { ssh, provisioner: rack.provisioner };
}

function admin(rack: TestRack) {
  const [key] = rack.store.keys.list();
  return rack.rack.logins.byKey(key!.fingerprint, '127.0.0.1')!;
}
