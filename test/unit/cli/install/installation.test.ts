import t from 'tap';
import { type Clients, makeClients } from '../../../../cli/install/clients.ts';
import { Installation } from '../../../../cli/install/installation.ts';
import { Uninstallation } from '../../../../cli/install/uninstallation.ts';

const MISSING = Object.assign(new Error('Stack with id acme does not exist'), { name: 'ValidationError' });

t.test('an update does not delete what is left of a failed creation or deletion', async (t) => {
  for (const [status, hint] of [
    ['ROLLBACK_COMPLETE', /Make it anew: rack install acme/],
    ['DELETE_FAILED', /Finish deleting it: rack uninstall acme/],
  ] as const) {
    const { installation, sent } = made({ DescribeStacks: stackIn(status) });
    const deployment = { template: 'rack', values: {}, mustBeThere: true };
    await t.rejects(installation.deploy(installation.stack, deployment), { code: 'stack_unusable', hint }, status);
    t.strictSame(sent, ['DescribeStacks']);
  }
});

t.test('a change that nobody agreed to is forgotten', async (t) => {
  const answers = { DescribeStacks: stackIn('CREATE_COMPLETE'), ...proposing() };
  for (const confirm of [async () => false, () => Promise.reject(new Error('nobody there'))]) {
    const { installation, sent } = made(answers);
    const deployment = { template: 'rack', values: { Domain: 'a.b' }, confirm };
    const done = await installation.deploy(installation.stack, deployment).catch((error: Error) => error);
    t.match(done, done instanceof Error ? { message: 'nobody there' } : { change: 'declined' });
    t.equal(sent.at(-1), 'DeleteChangeSet');
    t.notOk(sent.includes('ExecuteChangeSet'));
  }
});

t.test('Ctrl-C at the question executes nothing, and forgets the change', async (t) => {
  const controller = new AbortController();
  const { installation, sent } = made(
    { DescribeStacks: stackIn('CREATE_COMPLETE'), ...proposing() },
    controller.signal,
  );
  const confirm = async () => {
    controller.abort(new Error('Ctrl-C'));
    return true;
  };
  const deployment = { template: 'rack', values: { Domain: 'a.b' }, confirm };
  await t.rejects(installation.deploy(installation.stack, deployment), { message: 'Ctrl-C' });
  t.equal(sent.at(-1), 'DeleteChangeSet');
});

t.test('Ctrl-C while a change is worked out forgets it, and the empty stack of one that would create', async (t) => {
  const controller = new AbortController();
  const pending = () => {
    controller.abort(new Error('Ctrl-C'));
    return { Status: 'CREATE_PENDING' };
  };
  const answers = { DescribeStacks: MISSING, ...proposing(), DescribeChangeSet: pending };
  const { installation, sent } = made(answers, controller.signal);
  await t.rejects(installation.preview(installation.stack, { template: 'rack', values: { Domain: 'a.b' } }));
  t.strictSame(sent.slice(-2), ['DeleteChangeSet', 'DeleteStack']);
});

t.test('after Ctrl-C no creation begins', async (t) => {
  const { installation, sent } = made({ DescribeStacks: MISSING }, AbortSignal.abort(new Error('Ctrl-C')));
  const deployment = { template: 'rack', values: { Domain: 'a.b' } };
  await t.rejects(installation.deploy(installation.stack, deployment), { message: 'Ctrl-C' });
  t.strictSame(sent, ['DescribeStacks']);
});

t.test('uninstall lifts the protection of instances and stack, then deletes, and tells what was kept', async (t) => {
  let status = 'DELETE_FAILED';
  const gone = () => {
    status = 'DELETE_COMPLETE';
    return {};
  };
  const kept = { LogicalResourceId: 'LogGroup', ResourceType: 'AWS::Logs::LogGroup', PhysicalResourceId: 'group-1' };
  const { installation, sent } = made({
    DescribeStacks: () => stackIn(status, { EnableTerminationProtection: true }),
    DescribeStackEvents: () => ({
      StackEvents:
        status === 'DELETE_COMPLETE'
          ? [{ ...kept, EventId: '2', ResourceStatus: 'DELETE_SKIPPED', Timestamp: new Date() }, OLD]
          : [OLD],
    }),
    ListStackResources: {
      StackResourceSummaries: [
        { LogicalResourceId: 'Instances', PhysicalResourceId: 'group', ResourceStatus: 'DELETE_FAILED' },
        { LogicalResourceId: 'Templates', PhysicalResourceId: 'bucket', ResourceStatus: 'DELETE_COMPLETE' },
      ],
    },
    DescribeAutoScalingGroups: { AutoScalingGroups: [{ Instances: [{ InstanceId: 'i-1' }] }] },
    UpdateAutoScalingGroup: {},
    SetInstanceProtection: {},
    UpdateTerminationProtection: {},
    DeleteStack: gone,
  });
  t.strictSame(await installation.remove(installation.stack), ['LogGroup (AWS::Logs::LogGroup): group-1']);
  const order = ['SetInstanceProtection', 'UpdateTerminationProtection', 'DeleteStack'];
  t.strictSame(
    sent.filter((name) => order.includes(name)),
    order,
  );
});

t.test('where the registry alone is left, uninstall deletes it, and settings that an earlier one left', async (t) => {
  let isThere = true;
  const { installation, clients, sent } = made({
    DescribeStacks: ({ StackName }: { StackName?: string }) =>
      StackName === 'acme' || !isThere ? MISSING : stackIn('CREATE_COMPLETE', { StackName: 'acme-registry' }),
    DescribeStackEvents: { StackEvents: [] },
    DeleteStack: () => {
      isThere = false;
      return {};
    },
    ListSecrets: {
      SecretList: [
        { Name: 'rack/acme/hello', ARN: 'arn' },
        { Name: 'rack/acme2/hello', ARN: 'other' },
      ],
    },
    DeleteSecret: {},
  });
  const said: string[] = [];
  const removal = new Uninstallation(clients, installation, (line) => void said.push(line));
  t.strictSame(await removal.removeRack(), []);
  t.strictSame(said, ['Deleting the stack acme-registry']);
  t.equal(sent.filter((name) => name === 'DeleteSecret').length, 1);
});

t.test('uninstall knows the resources of this rack, and of no other', async (t) => {
  const stack = (StackName: string, Rack: string, Name: string) => ({
    StackName,
    Parameters: Object.entries({ Rack, Name }).map(([ParameterKey, ParameterValue]) => ({
      ParameterKey,
      ParameterValue,
    })),
  });
  const { installation, clients } = made({
    DescribeStacks: {
      Stacks: [
        stack('acme-resource-main-db', 'acme', 'main-db'),
        stack('acme-resource-cache', 'acme', 'cache'),
        stack('other-resource-db', 'other', 'db'),
        stack('something', 'acme', 'else'),
      ],
    },
  });
  const removal = new Uninstallation(clients, installation, () => {});
  t.strictSame(await removal.resources(), ['cache', 'main-db']);
});

// Private

const OLD = { EventId: '1', StackId: 'id', ResourceStatus: 'CREATE_COMPLETE', Timestamp: new Date() };

function stackIn(StackStatus: string, more: object = {}) {
  return { Stacks: [{ StackName: 'acme', StackId: 'id', StackStatus, CreationTime: new Date(), ...more }] };
}

function proposing() {
  const Changes = [{ ResourceChange: { Action: 'Modify', LogicalResourceId: 'Server', ResourceType: 'AWS::X' } }];
  return {
    CreateChangeSet: { Id: 'change' },
    DescribeChangeSet: { Status: 'CREATE_COMPLETE', Changes },
    DeleteChangeSet: {},
    DeleteStack: {},
  };
}

/** An installation of the rack acme in an account that answers so, and the names of the calls it was sent. */
function made(answers: Record<string, unknown>, signal: AbortSignal = new AbortController().signal) {
  const sent: string[] = [];
  const send = async (command: { input: object }) => {
    const name = command.constructor.name.replace(/Command$/, '');
    sent.push(name);
    const told = answers[name];
    const answer = typeof told === 'function' ? told(command.input) : told;
    if (answer === undefined) throw new Error(`${name} has no answer here`);
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const clients: Clients = makeClients({
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  for (const client of Object.values(clients)) Object.assign(client, { send });
  return { clients, sent, installation: new Installation({ clients, rack: 'acme', say: () => {}, signal }) };
}
