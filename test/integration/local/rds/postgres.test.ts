/** PostgreSQL as RDS has it: made by a stack, asked by the SDK, and by psql from where apps are. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DBInstance, RDS } from '@aws-sdk/client-rds';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import t from 'tap';
import { run } from '../../../../lib/run.ts';
import { DataRack } from '../datastore.ts';

t.setTimeout(300_000);

const STORE = 'rds-orders';
const ORDERS = { DBInstanceIdentifier: 'orders' };

const rack = await DataRack.start();
const rds = new RDS({ ...rack.endpoint.client, maxAttempts: 1 });
t.teardown(async () => {
  rds.destroy();
  await rack.clean();
});

const instance = async (DBInstanceIdentifier = 'orders'): Promise<DBInstance | undefined> =>
  (await rds.describeDBInstances({ DBInstanceIdentifier }).catch(() => undefined))?.DBInstances?.[0];
const available = (id = 'orders') =>
  rack.until(async () => {
    const found = await instance(id);
    if (found?.DBInstanceStatus === 'failed') throw new Error(`${id} failed`);
    return found?.DBInstanceStatus === 'available' ? found : undefined;
  });

/** What psql prints, in a container beside those of apps. */
const sql = async (statement: string, { of = 'orders', password = PASSWORD, user = 'shop' } = {}) => {
  const { Address, Port } = (await instance(of))?.Endpoint ?? {};
  const psql = ['psql', '-tAq', '-v', 'ON_ERROR_STOP=1', '-c', statement];
  return rack.client(`rds-${of}`, [...psql, `postgresql://${user}@${Address}:${Port}/shop`], { PGPASSWORD: password });
};

const GENERATED = `!Sub '{{resolve:secretsmanager:\${Password}}}'`;

/** What a new instance has, whose password is generated; `of` has what one of a snapshot has instead. */
const NEW = { DBInstanceIdentifier: 'orders', DBName: 'shop', MasterUsername: 'shop', MasterUserPassword: GENERATED };

const template = (instanceClass: string, of: Record<string, string | undefined> = NEW) => `
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.9.0.0/16}}
  A: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.9.0.0/24, AvailabilityZone: us-east-1a}}
  B: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.9.1.0/24, AvailabilityZone: us-east-1b}}
  Subnets:
    Type: AWS::RDS::DBSubnetGroup
    Properties: {DBSubnetGroupDescription: both, SubnetIds: [!Ref A, !Ref B]}
  Parameters:
    Type: AWS::RDS::DBParameterGroup
    Properties: {Description: plain, Family: postgres15, Parameters: {rds.force_ssl: '0'}}
  Password:
    Type: AWS::SecretsManager::Secret
    Properties: {GenerateSecretString: {PasswordLength: 40, ExcludePunctuation: true}}
  Orders:
    Type: AWS::RDS::DBInstance
    Properties:
      DBInstanceClass: ${instanceClass}
      Engine: postgres
      AllocatedStorage: '20'
${Object.entries(of)
  .map(([name, value]) => `      ${name}: ${value}`)
  .join('\n')}
      DBSubnetGroupName: !Ref Subnets
      DBParameterGroupName: !Ref Parameters
Outputs:
  Address: {Value: !GetAtt Orders.Endpoint.Address}
  Port: {Value: !GetAtt Orders.Endpoint.Port}
  Secret: {Value: !Ref Password}
`;

const outputs = await rack.stack('orders', template('db.t4g.micro'));
const secrets = new SecretsManager(rack.endpoint.client);
const PASSWORD = (await secrets.getSecretValue({ SecretId: outputs.Secret })).SecretString as string;
secrets.destroy();

t.test('a stack makes an instance with its database and its master user', async (t) => {
  const found = await instance();
  t.match(found, { EngineVersion: /^15\.\d+$/, DBName: 'shop', MasterUsername: 'shop', AllocatedStorage: 20 });
  t.equal(found?.DBSubnetGroup?.Subnets?.length, 2);
  await sql('CREATE TABLE orders (id int); INSERT INTO orders VALUES (1)');
  t.equal(await sql('SELECT count(*) FROM orders'), '1');
  t.equal(await sql('SELECT rolsuper FROM pg_roles WHERE rolname = current_user'), 'f');
  t.equal(await sql('SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()'), 't');
  await t.rejects(sql('SELECT 1', { password: 'wrong-password' }), { message: /password authentication failed/ });
  await t.rejects(sql('SELECT 1', { user: 'rdsadmin' }), { message: /pg_hba.conf rejects/ });
});

t.test('only the rack reaches it, and it cannot take more than its class has', async (t) => {
  const { HostConfig } = await rack.inspect(STORE);
  t.match(HostConfig, { Memory: 1024 ** 3, ReadonlyRootfs: true });
  t.same(HostConfig.PortBindings['5432/tcp'], [{ HostIp: outputs.Address, HostPort: outputs.Port }]);
  t.not(outputs.Address, '0.0.0.0');
});

t.test('the password can be read nowhere', async (t) => {
  const { stdout: processes } = await run(['ps', '-eo', 'args']);
  const files = readdirSync(rack.endpoint.home).filter((name) => name.startsWith('local.db'));
  const state = files.map((name) => readFileSync(join(rack.endpoint.home, name), 'latin1')).join('');
  const told = [JSON.stringify(await rack.inspect(STORE)), await rack.logs(STORE), state, processes];
  t.same(
    [...told, await rack.story('orders')].map((text) => text.includes(PASSWORD)),
    [false, false, false, false, false],
  );
});

t.test('a killed server comes back with its data, at the same place', async (t) => {
  const { State } = await rack.inspect(STORE);
  await run(['kill', '-9', `${State.Pid}`]);
  const count = () => rack.until(() => sql('SELECT count(*) FROM orders').catch(() => undefined));
  await rack.until(async () => (await rack.inspect(STORE)).State.Pid !== State.Pid || undefined);
  t.equal(await count(), '1');
  // What somebody stops is no crash to Docker, and would not come back by itself.
  await run(['docker', 'rm', '-f', rack.container(STORE)]);
  t.equal(await count(), '1');
  t.same((await instance())?.Endpoint?.Port, Number(outputs.Port));
});

t.test('an update changes the class in place, and a new password is the only one', async (t) => {
  await rack.stack('orders', template('db.t4g.small'));
  t.equal((await rack.inspect(STORE)).HostConfig.Memory, 2 * 1024 ** 3);
  await rds.modifyDBInstance({ ...ORDERS, MasterUserPassword: 'another-password', DeletionProtection: true });
  await available();
  await t.rejects(sql('SELECT 1'), { message: /password authentication failed/ });
  t.equal(await sql('SELECT count(*) FROM orders', { password: 'another-password' }), '1');
});

t.test('what goes leaves a snapshot, and another instance begins with it', async (t) => {
  await rds.createDBSnapshot({ ...ORDERS, DBSnapshotIdentifier: 'one-order' });
  await available();
  await sql('INSERT INTO orders VALUES (2)', { password: 'another-password' });
  await t.rejects(rds.deleteDBInstance({ ...ORDERS, SkipFinalSnapshot: true }), {
    name: 'InvalidParameterCombination',
    message: /^Cannot delete protected DB Instance/,
  });
  await rds.modifyDBInstance({ ...ORDERS, DeletionProtection: false });
  await available();
  await rack.deleteStack('orders');
  await rack.until(async () => ((await instance())?.DBInstanceStatus === 'deleting' ? true : undefined));
  // Killed in the midst of it, the endpoint goes on with it.
  await rack.endpoint.end('SIGKILL');
  await rack.endpoint.start();
  await rack.until(async () => ((await rack.status('orders')) === undefined ? true : undefined));
  await t.rejects(rack.inspect(STORE), { message: /no such container/i });
  const { DBSnapshots = [] } = await rds.describeDBSnapshots(ORDERS);
  t.match(DBSnapshots, [
    { DBSnapshotIdentifier: 'one-order', Status: 'available' },
    { DBSnapshotIdentifier: /^orders-snapshot-orders-/, Status: 'available', MasterUsername: 'shop' },
  ]);
  const { DBSnapshotIdentifier } = DBSnapshots[1] ?? {};
  const restored = template('db.t4g.micro', {
    DBInstanceIdentifier: 'again',
    DBSnapshotIdentifier,
    MasterUserPassword: PASSWORD,
  });
  await rack.stack('again', restored);
  t.equal(await sql('SELECT count(*) FROM orders', { of: 'again' }), '2');
});

t.test('what is not there is refused in words of AWS', async (t) => {
  const owner = { MasterUsername: 'shop', MasterUserPassword: 'long-enough', AllocatedStorage: 20 };
  const wanted = { DBInstanceIdentifier: 'other', DBInstanceClass: 'db.t4g.micro', Engine: 'postgres', ...owner };
  const refused = (input: object) => rds.createDBInstance({ ...wanted, ...input }).then(() => '', String);
  t.match(await refused({ Engine: 'mysql' }), /^InvalidParameterValue: Invalid DB engine: mysql/);
  t.match(await refused({ EngineVersion: '16' }), /Cannot find version 16 for postgres/);
  t.match(await refused({ MasterUsername: 'postgres' }), /reserved word/);
  t.match(await refused({ MasterUserPassword: 'short' }), /not a valid password/);
  t.match(await refused({ DBSubnetGroupName: 'none' }), /DBSubnetGroupNotFoundFault/);
  t.match(await refused({ StorageType: undefined, MonitoringInterval: 60 }), /MonitoringInterval is not served/);
});
