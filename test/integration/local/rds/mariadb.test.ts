/** MariaDB as RDS has it, asked by the SDK, and by its client from where apps are. */
import { type DBInstance, RDS } from '@aws-sdk/client-rds';
import t from 'tap';
import { run } from '../../../../lib/run.ts';
import { DataRack } from '../datastore.ts';

t.setTimeout(300_000);

const PASSWORD = 'correct-horse:battery$staple';

const rack = await DataRack.start();
const rds = new RDS({ ...rack.endpoint.client, maxAttempts: 1 });
t.teardown(async () => {
  rds.destroy();
  await rack.clean();
});

const available = (DBInstanceIdentifier: string): Promise<DBInstance> =>
  rack.until(async () => {
    const { DBInstances } = await rds.describeDBInstances({ DBInstanceIdentifier });
    if (DBInstances?.[0]?.DBInstanceStatus === 'failed') throw new Error(`${DBInstanceIdentifier} failed`);
    return DBInstances?.[0]?.DBInstanceStatus === 'available' ? DBInstances[0] : undefined;
  });

/** What the client prints, in a container beside those of apps. */
const sql = async (statement: string, { of = 'shop', password = PASSWORD } = {}) => {
  const { Address, Port } = (await available(of)).Endpoint ?? {};
  const argv = ['mariadb', '-h', `${Address}`, '-P', `${Port}`, '-u', 'shop', '-BN', '-e', statement, 'shop'];
  return rack.client(`rds-${of}`, argv, { MYSQL_PWD: password });
};

await rds.createDBInstance({
  DBInstanceIdentifier: 'shop',
  DBInstanceClass: 'db.t4g.micro',
  Engine: 'mariadb',
  AllocatedStorage: 20,
  MasterUsername: 'shop',
  MasterUserPassword: PASSWORD,
  DBName: 'shop',
});
const made = await available('shop');

t.test('an instance has its database and its master user, who may make others', async (t) => {
  t.match(made, { EngineVersion: /^10\.11\.\d+$/, Endpoint: { Address: /^\d/ } });
  await sql("CREATE TABLE orders (id int, what text); INSERT INTO orders VALUES (1, 'ö')");
  t.equal(await sql('SELECT what FROM orders'), 'ö');
  await sql("CREATE USER reader IDENTIFIED BY 'reading-only'; GRANT SELECT ON shop.* TO reader");
  await t.rejects(sql('SELECT 1', { password: 'wrong-password' }), { message: /Access denied/ });
  await t.rejects(sql("SELECT * FROM orders INTO OUTFILE '/tmp/x'"), { message: /Access denied/ });
  t.match(await sql("SHOW STATUS LIKE 'Ssl_cipher'"), /^Ssl_cipher/);
});

t.test('a killed server comes back with its data, at the same place', async (t) => {
  await run(['docker', 'kill', rack.container('rds-shop')]);
  t.equal(await rack.until(() => sql('SELECT count(*) FROM orders').catch(() => undefined)), '1');
  t.same((await available('shop')).Endpoint, made.Endpoint);
});

t.test('a snapshot has the data and the users, and outlives its instance', async (t) => {
  await rds.deleteDBInstance({ DBInstanceIdentifier: 'shop', FinalDBSnapshotIdentifier: 'last' });
  await rack.until(() =>
    available('shop').then(
      () => undefined,
      () => true,
    ),
  );
  await rds.restoreDBInstanceFromDBSnapshot({ DBInstanceIdentifier: 'again', DBSnapshotIdentifier: 'last' });
  t.equal(await sql('SELECT count(*) FROM orders', { of: 'again' }), '1');
  t.match(await sql('SELECT user FROM mysql.user', { of: 'again' }), /reader/);
});
