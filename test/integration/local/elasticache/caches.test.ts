/** Redis and Memcached as ElastiCache has them: made by a stack, asked by the SDK, and by their clients from where apps are. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ElastiCache } from '@aws-sdk/client-elasticache';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import t from 'tap';
import { run } from '../../../../lib/run.ts';
import { DataRack } from '../datastore.ts';

t.setTimeout(300_000);

const rack = await DataRack.start();
const elasticache = new ElastiCache({ ...rack.endpoint.client, maxAttempts: 1 });
t.teardown(async () => {
  elasticache.destroy();
  await rack.clean();
});

const template = (more = '') => `
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.9.0.0/16}}
  Subnet: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.9.0.0/24}}
  Subnets: {Type: AWS::ElastiCache::SubnetGroup, Properties: {Description: one, SubnetIds: [!Ref Subnet]}}
  Token:
    Type: AWS::SecretsManager::Secret
    Properties: {GenerateSecretString: {PasswordLength: 40, ExcludePunctuation: true}}
  Sessions:
    Type: AWS::ElastiCache::ReplicationGroup
    DeletionPolicy: Snapshot
    Properties:
      ReplicationGroupId: sessions
      ReplicationGroupDescription: of users
      Engine: redis
      CacheNodeType: cache.t4g.micro
      NumCacheClusters: 1
      AutomaticFailoverEnabled: false
      CacheSubnetGroupName: !Ref Subnets
      ${more}
  Safe:
    Type: AWS::ElastiCache::ReplicationGroup
    Properties:
      ReplicationGroupId: safe
      ReplicationGroupDescription: with a token
      CacheNodeType: cache.t4g.micro
      NumCacheClusters: 1
      TransitEncryptionEnabled: true
      AuthToken: !Sub '{{resolve:secretsmanager:\${Token}}}'
  Pages:
    Type: AWS::ElastiCache::CacheCluster
    Properties: {ClusterName: pages, Engine: memcached, CacheNodeType: cache.t4g.micro, NumCacheNodes: 1}
Outputs:
  Address: {Value: !GetAtt Sessions.PrimaryEndPoint.Address}
  Port: {Value: !GetAtt Sessions.PrimaryEndPoint.Port}
  SafePort: {Value: !GetAtt Safe.PrimaryEndPoint.Port}
  PagesPort: {Value: !GetAtt Pages.ConfigurationEndpoint.Port}
  Secret: {Value: !Ref Token}
`;

const { Address, Port, SafePort, PagesPort, Secret } = (await rack.stack('caches', template())) as Record<
  string,
  string
>;
const secrets = new SecretsManager(rack.endpoint.client);
const TOKEN = (await secrets.getSecretValue({ SecretId: Secret })).SecretString as string;
secrets.destroy();

const cli = (port: string, ...args: string[]) => ['redis-cli', '-h', Address as string, '-p', port, ...args];
const redis = (...args: string[]) => rack.client('elasticache-sessions', cli(Port as string, ...args));
const safe = (token: string, ...args: string[]) =>
  rack.client('elasticache-safe', cli(SafePort as string, '--tls', '--insecure', ...args), { REDISCLI_AUTH: token });

const available = (ReplicationGroupId: string) =>
  rack.until(async () => {
    const { ReplicationGroups } = await elasticache.describeReplicationGroups({ ReplicationGroupId });
    return ReplicationGroups?.[0]?.Status === 'available' ? ReplicationGroups[0] : undefined;
  });

t.test('Redis holds data, within the memory of its class, and cannot be taken over', async (t) => {
  t.equal(await redis('set', 'user', 'ada'), 'OK');
  t.equal(await redis('get', 'user'), 'ada');
  t.match(await redis('info', 'memory'), /maxmemory:402653184\b.*maxmemory_policy:volatile-lru/s);
  t.match(await redis('config', 'set', 'dir', '/tmp'), /NOPERM/);
  t.match(await redis('--user', 'rack', '--pass', 'x', '--no-auth-warning', 'acl', 'list'), /NOPERM/);
  const { CacheClusters } = await elasticache.describeCacheClusters({
    CacheClusterId: 'sessions-001',
    ShowCacheNodeInfo: true,
  });
  t.match(CacheClusters, [{ EngineVersion: /^7\.0\./, CacheNodes: [{ Endpoint: { Address, Port: Number(Port) } }] }]);
});

t.test('with a token, only who shows it gets in, by TLS', async (t) => {
  t.equal(await safe(TOKEN, 'set', 'a', '1'), 'OK');
  t.match(await safe('wrong-token', 'get', 'a'), /WRONGPASS|AUTH failed|NOAUTH/);
  const plain = rack.client('elasticache-safe', cli(SafePort as string, 'ping'));
  await t.rejects(plain, { message: /Connection reset|closed the connection/ });
  const files = readdirSync(rack.endpoint.home).filter((name) => name.startsWith('local.db'));
  const state = files.map((name) => readFileSync(join(rack.endpoint.home, name), 'latin1')).join('');
  const told = [JSON.stringify(await rack.inspect('elasticache-safe')), await rack.logs('elasticache-safe'), state];
  t.same(
    [...told, await rack.story('caches')].map((text) => text.includes(TOKEN)),
    [false, false, false, false],
  );
});

t.test('a new token takes the place of the old one', async (t) => {
  const AuthToken = 'another-token-of-enough-characters';
  await elasticache.modifyReplicationGroup({ ReplicationGroupId: 'safe', AuthToken, AuthTokenUpdateStrategy: 'SET' });
  await available('safe');
  t.equal(await safe(AuthToken, 'get', 'a'), '1');
  t.match(await safe(TOKEN, 'get', 'a'), /WRONGPASS|AUTH failed|NOAUTH/);
});

t.test('Memcached answers', async (t) => {
  const talk = `exec 3<>/dev/tcp/${Address}/${PagesPort}; printf 'set k 0 0 2\\r\\nhi\\r\\nget k\\r\\nquit\\r\\n' >&3; cat <&3`;
  t.match(await rack.client('elasticache-pages', ['/bin/bash', '-c', talk]), /STORED\s+VALUE k 0 2\s+hi/);
});

t.test('what Redis was told is there again after it was killed, at the same place', async (t) => {
  await redis('set', 'user', 'grace');
  // Written to the disk every second.
  await rack.until(async () => (/aof_pending_bio_fsync:0/.test(await redis('info', 'persistence')) ? true : undefined));

  await run(['docker', 'kill', rack.container('elasticache-sessions')]);
  t.equal(
    await rack.until(() =>
      redis('get', 'user').then(
        (text) => text || undefined,
        () => undefined,
      ),
    ),
    'grace',
  );
  await rack.stack('caches', template('SnapshotRetentionLimit: 3'));
  t.equal((await available('sessions')).SnapshotRetentionLimit, 3);
});

t.test('what goes leaves a snapshot, and another cache begins with it', async (t) => {
  await elasticache.createSnapshot({ SnapshotName: 'one', ReplicationGroupId: 'sessions' });
  await available('sessions');
  await redis('set', 'later', 'yes');
  await rack.deleteStack('caches');
  await rack.until(async () => ((await rack.status('caches')) === undefined ? true : undefined));
  const { Snapshots = [] } = await elasticache.describeSnapshots({ ReplicationGroupId: 'sessions' });
  t.match(Snapshots, [
    { SnapshotName: 'one' },
    { SnapshotName: /^caches-snapshot-sessions-/, SnapshotStatus: 'available' },
  ]);
  const again = { ReplicationGroupId: 'again', ReplicationGroupDescription: 'again', CacheNodeType: 'cache.t4g.micro' };
  await elasticache.createReplicationGroup({ ...again, SnapshotName: Snapshots[1]?.SnapshotName as string });
  const { NodeGroups } = await available('again');
  const port = `${NodeGroups?.[0]?.PrimaryEndpoint?.Port}`;
  t.equal(await rack.client('elasticache-again', cli(port, 'mget', 'user', 'later')), 'grace\nyes');
});

t.test('what is not there is refused in words of AWS', async (t) => {
  const wanted = { ReplicationGroupId: 'other', ReplicationGroupDescription: 'd', CacheNodeType: 'cache.t4g.micro' };
  const refused = (input: object) => elasticache.createReplicationGroup({ ...wanted, ...input }).then(() => '', String);
  t.match(await refused({ Engine: 'valkey' }), /InvalidParameterValue.*Invalid cache engine: valkey/);
  t.match(await refused({ NumCacheClusters: 2 }), /one node/);
  t.match(await refused({ AuthToken: 'sixteen-characters' }), /TransitEncryptionEnabled must be true/);
  t.match(await refused({ CacheNodeType: 'cache.huge' }), /not a valid node type/);
  t.match(await refused({ LogDeliveryConfigurations: [{ LogType: 'slow-log' }] }), /not served on this machine/);
});
