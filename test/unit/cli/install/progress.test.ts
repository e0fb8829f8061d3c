import type { StackEvent } from '@aws-sdk/client-cloudformation';
import t from 'tap';
import { Progress } from '../../../../cli/install/progress.ts';

const STACK = 'arn:aws:cloudformation:us-east-1:000000000000:stack/acme/1';

t.test('a row for each resource that is done, once, with its time', async (t) => {
  const { say, progress, happens } = watched();
  happens('acme', 'CREATE_IN_PROGRESS', 0, { PhysicalResourceId: STACK });
  happens('Vpc', 'CREATE_IN_PROGRESS', 1);
  await progress.look();
  t.strictSame(say, [], 'nothing is said before something is done');
  happens('Vpc', 'CREATE_IN_PROGRESS', 3, { ResourceStatusReason: 'Resource creation Initiated' });
  happens('Vpc', 'CREATE_COMPLETE', 13);
  await progress.look();
  await progress.look();
  t.equal(say.length, 2);
  t.match(say[0], /^ +TOOK {2}RESOURCE +TYPE +STATE$/);
  t.match(say[1], /^ +12 s {2}Vpc +AWS::X +CREATE_COMPLETE$/);
  t.equal(say[0]!.indexOf('STATE'), say[1]!.indexOf('CREATE_COMPLETE'), 'in columns');
});

t.test('a failure tells its reason below its row, and that all is taken back', async (t) => {
  const { say, progress, happens } = watched();
  happens('Server', 'CREATE_IN_PROGRESS', 0);
  happens('Server', 'CREATE_FAILED', 60, { ResourceStatusReason: 'ECS Deployment Circuit Breaker was triggered' });
  const ResourceStatusReason = 'The following resource(s) failed to create: [Server].';
  happens('acme', 'ROLLBACK_IN_PROGRESS', 61, { PhysicalResourceId: STACK, ResourceStatusReason });
  happens('Server', 'DELETE_IN_PROGRESS', 62);
  happens('Server', 'DELETE_COMPLETE', 65);
  happens('acme', 'ROLLBACK_COMPLETE', 66, { PhysicalResourceId: STACK });
  await progress.look();
  t.match(say[1], /^ +60 s {2}Server +AWS::X +CREATE_FAILED$/);
  t.equal(say[2]!.trim(), 'ECS Deployment Circuit Breaker was triggered');
  t.equal(say[3]!.trim(), `acme failed and is taken back: ${ResourceStatusReason}`);
  t.match(say[4], /^ +3 s {2}Server +AWS::X +DELETE_COMPLETE$/);
  t.equal(say.length, 5);
});

function watched() {
  const events: StackEvent[] = [];
  const say: string[] = [];
  const stack = { events: async () => events } as never;
  const progress = new Progress(stack, { after: undefined, id: STACK, say: (line) => void say.push(line) });
  const happens = (LogicalResourceId: string, ResourceStatus: string, second: number, more: object = {}) => {
    const Timestamp = new Date(second * 1000);
    const known = { StackId: STACK, EventId: `${events.length}`, LogicalResourceId, ResourceType: 'AWS::X' };
    events.push({ ...known, PhysicalResourceId: 'x', ResourceStatus, Timestamp, ...more } as StackEvent);
  };
  return { say, progress, happens };
}
