import t from 'tap';
import { accountStatus } from '../../../../cli/install/account-status.ts';
import { makeClients } from '../../../../cli/install/clients.ts';

const STACK = 'arn:aws:cloudformation:us-east-1:000000000000:stack/acme/1';

t.test('while it is made, a rack has no addresses and no services', async (t) => {
  const found = await statusIn('CREATE_IN_PROGRESS', [event('acme', 'CREATE_IN_PROGRESS', STACK)]);
  t.match(found, { stack: { status: 'CREATE_IN_PROGRESS', reason: null }, git: { host: null, port: null } });
  t.match(found, { router: null, api: null, domain: 'a.b', instances: null });
  t.strictSame([found.services, found.apps], [[], []]);
});

t.test('after a failure the reason is that of the first resource which failed', async (t) => {
  const events = [
    event('acme', 'CREATE_IN_PROGRESS', STACK),
    event('Vpc', 'CREATE_FAILED', 'x', 'The maximum number of VPCs has been reached.'),
    event('acme', 'ROLLBACK_COMPLETE', STACK),
  ];
  const { stack } = await statusIn('ROLLBACK_COMPLETE', events);
  t.equal(stack.reason, 'Vpc (AWS::X): The maximum number of VPCs has been reached.');
});

t.test('a failure that was mended since is not told', async (t) => {
  const events = [
    event('acme', 'UPDATE_IN_PROGRESS', STACK),
    event('Server', 'UPDATE_FAILED', 'x', 'not healthy'),
    event('acme', 'UPDATE_ROLLBACK_COMPLETE', STACK),
    event('acme', 'UPDATE_IN_PROGRESS', STACK),
  ];
  t.equal((await statusIn('UPDATE_IN_PROGRESS', events)).stack.reason, null);
});

t.test('a cluster that is deleted already has no services', async (t) => {
  const Outputs = [{ OutputKey: 'Cluster', OutputValue: 'acme' }];
  const found = await statusIn('DELETE_FAILED', [event('acme', 'DELETE_IN_PROGRESS', STACK)], { Outputs });
  t.match(found, { services: [], instances: null });
});

function event(id: string, ResourceStatus: string, PhysicalResourceId: string, ResourceStatusReason?: string) {
  const known = { StackId: STACK, EventId: id, LogicalResourceId: id, ResourceType: 'AWS::X' };
  return { ...known, ResourceStatus, PhysicalResourceId, ...(ResourceStatusReason && { ResourceStatusReason }) };
}

/** The status of a rack whose stack is so, after these events, in an account without clusters. */
function statusIn(StackStatus: string, events: object[], more: object = {}) {
  const Parameters = [{ ParameterKey: 'Domain', ParameterValue: 'a.b' }];
  const stack = { StackName: 'acme', StackId: STACK, StackStatus, Parameters, CreationTime: new Date(), ...more };
  const answers: Record<string, unknown> = {
    DescribeStacks: { Stacks: [stack] },
    DescribeStackEvents: { StackEvents: events.toReversed() },
    DescribeClusters: { clusters: [] },
    DescribeServices: Object.assign(new Error('Cluster not found.'), { name: 'ClusterNotFoundException' }),
  };
  const send = async (command: object) => {
    const answer = answers[command.constructor.name.replace(/Command$/, '')];
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const clients = makeClients({ region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });
  for (const client of Object.values(clients)) Object.assign(client, { send });
  return accountStatus(clients, 'acme');
}
