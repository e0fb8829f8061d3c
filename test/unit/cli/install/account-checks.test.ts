import t from 'tap';
import { accountChecks } from '../../../../cli/install/account-checks.ts';
import { type Clients, makeClients } from '../../../../cli/install/clients.ts';
import { defaultsOf } from '../../../../cli/install/parameters.ts';
import { Stack } from '../../../../cli/install/stack.ts';
import { readTemplate } from '../../../../cli/install/template.ts';

type Answers = Record<string, unknown>;

/** An account with room for a rack. */
const ROOM: Answers = {
  DescribeStacks: Object.assign(new Error('Stack with id acme does not exist'), { name: 'ValidationError' }),
  DescribeAvailabilityZones: { AvailabilityZones: [{}, {}, {}] },
  DescribeVpcs: { Vpcs: [{}] },
  DescribeAddresses: { Addresses: [] },
  DescribeLoadBalancers: { LoadBalancers: [{ Type: 'application' }] },
  DescribeAccountLimits: {
    Limits: [
      { Name: 'application-load-balancers', Max: '50' },
      { Name: 'network-load-balancers', Max: '50' },
    ],
  },
  DescribeInstanceTypes: { InstanceTypes: [{ VCpuInfo: { DefaultVCpus: 2 } }] },
  DescribeInstances: { Reservations: [] },
  GetServiceQuota: { Quota: { Value: 5 } },
};

t.test('an account with room', async (t) => {
  t.strictSame(await look(), {
    name: { text: 'acme is free' },
    zones: { text: '3 availability zones' },
    VPCs: { text: '1 of 5 VPCs are in use' },
    balancers: { text: '1 of 50 application load balancers are in use, 0 of 50 network load balancers are in use' },
    vCPUs: { text: '0 of 5 vCPUs of standard instances are in use; the rack needs 4' },
  });
});

t.test('the name: free, taken up again, or taken', async (t) => {
  const name = async (StackStatus: string) => {
    const stack = { StackName: 'acme', StackId: 'x', StackStatus, CreationTime: new Date() };
    return (await look({ DescribeStacks: { Stacks: [stack] } })).name!;
  };
  t.match(await name('CREATE_IN_PROGRESS'), { text: /this goes on with it$/ });
  t.match(await name('ROLLBACK_COMPLETE'), { text: /it is deleted and made anew$/ });
  t.match(await name('REVIEW_IN_PROGRESS'), { text: /it is deleted and made anew$/ });
  for (const taken of ['CREATE_COMPLETE', 'UPDATE_IN_PROGRESS', 'UPDATE_ROLLBACK_FAILED', 'UPDATE_ROLLBACK_COMPLETE'])
    t.match(await name(taken), { text: /there is a stack acme already/, mend: /rack update acme/ }, taken);
});

t.test('quotas', async (t) => {
  t.match((await look({ DescribeVpcs: { Vpcs: [{}, {}, {}, {}, {}] } })).VPCs, { mend: /ExistingVpc/ });
  const networks = Array.from({ length: 50 }, () => ({ Type: 'network' }));
  t.match((await look({ DescribeLoadBalancers: { LoadBalancers: networks } })).balancers, {
    text: '50 of 50 network load balancers are in use',
    mend: /"Network Load Balancers per Region"/,
  });
  const zones = await look({}, { Placement: 'Private', NatGateways: 'PerZone', Zones: '3' });
  t.match(zones.addresses, { text: '0 of 5 Elastic IP addresses are in use; the rack needs 3' });
  t.match((await look({ DescribeAvailabilityZones: { AvailabilityZones: [{}, {}] } }, { Zones: '3' })).zones, {
    text: '2 availability zones; Zones is 3',
    mend: /Zones=2/,
  });
});

t.test('processors: running instances on demand count, of families that share the quota', async (t) => {
  const instance = (InstanceType: string, more: object = {}) => ({
    InstanceType,
    CpuOptions: { CoreCount: 1, ThreadsPerCore: 2 },
    ...more,
  });
  const Instances = [instance('m5.large'), instance('t3.micro', { InstanceLifecycle: 'spot' }), instance('g5.xlarge')];
  const used = { DescribeInstances: { Reservations: [{ Instances }] } };
  t.match((await look(used)).vCPUs, { text: /^2 of 5 .*needs 4$/, mend: /Running On-Demand Standard/ });
  t.match((await look(used, { OnDemandPercent: '0' })).vCPUs, { text: /needs 2$/, mend: undefined });
  t.match((await look({}, { InstanceType: 'g5.xlarge' })).vCPUs, { text: 'the quota of g5.xlarge is not looked at' });
});

t.test("a quota that is AWS's own default is asked for as such; one that cannot be read stops nobody", async (t) => {
  const none = Object.assign(new Error('none'), { name: 'NoSuchResourceException' });
  const denied = Object.assign(new Error('no'), { name: 'AccessDeniedException' });
  const defaulted = { GetServiceQuota: none, GetAWSDefaultServiceQuota: { Quota: { Value: 7 } } };
  t.match((await look(defaulted)).VPCs, { text: '1 of 7 VPCs are in use' });
  for (const answers of [{ GetServiceQuota: denied }, { GetServiceQuota: none, GetAWSDefaultServiceQuota: denied }])
    t.strictSame((await look(answers)).VPCs, { text: '1 VPCs; the quota could not be read' });
});

t.test('existing subnets', async (t) => {
  const given = { ExistingVpc: 'vpc-1', ExistingPublicSubnets: 'subnet-1,subnet-2' };
  const subnet = (SubnetId: string, VpcId: string, AvailabilityZone: string) => ({ SubnetId, VpcId, AvailabilityZone });
  const network = async (Subnets: object[], more = {}) =>
    (await look({ DescribeSubnets: { Subnets } }, { ...given, ...more })).network;
  const both = [subnet('subnet-1', 'vpc-1', 'a'), subnet('subnet-2', 'vpc-1', 'b')];
  t.strictSame(await network(both), { text: 'vpc-1 with its subnets' });
  t.match(await network([both[0]!, subnet('subnet-2', 'vpc-2', 'b')]), {
    text: 'subnet-2 is in vpc-2',
    mend: /Give 2/,
  });
  t.match(await network([both[0]!, subnet('subnet-2', 'vpc-1', 'a')]), { text: /not in 2 different zones/ });
  t.match(await network(both, { Zones: '3' }), { text: 'ExistingPublicSubnets has 2 subnets; Zones is 3' });
  t.match(await network(both, { Placement: 'Private' }), { text: /^ExistingPrivateSubnets has 0 subnets/ });
});

t.test('what AWS refuses to tell is a problem with a way out that fits', async (t) => {
  const denied = Object.assign(new Error('not authorized'), { name: 'UnauthorizedOperation', $metadata: {} });
  t.match((await look({ DescribeVpcs: denied })).VPCs, { text: /^AWS denies it/, mend: /Who may install/ });
  const unknown = Object.assign(new Error('no such type'), { name: 'InvalidInstanceType', $metadata: {} });
  t.match((await look({ DescribeInstanceTypes: unknown })).vCPUs, {
    text: /no such type/,
    mend: /run the command again/,
  });
});

/** What each check finds in an account that answers so. */
async function look(answers: Answers = {}, values: Record<string, string> = {}) {
  const all = { ...ROOM, ...answers };
  const send = async (command: object) => {
    const answer = all[command.constructor.name.replace(/Command$/, '')];
    if (answer === undefined) throw new Error(`${command.constructor.name} has no answer here`);
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const clients = fakes(send);
  const parameters = { ...defaultsOf(readTemplate('rack').parameters), ...values };
  const checks = accountChecks(clients, new Stack(clients.cloudFormation, 'acme'), parameters);
  const found = await Promise.all(checks.map(async (check) => [check.name, await check.look()] as const));
  return Object.fromEntries(found);
}

/** Clients whose every call is answered by `send`; real ones, because the SDK's paginators ask for their class. */
function fakes(send: (command: object) => Promise<unknown>): Clients {
  const clients = makeClients({ region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });
  for (const client of Object.values(clients)) Object.assign(client, { send });
  return clients;
}
