import t from 'tap';
import { firstReason } from '../../../../cli/install/reason.ts';

const STACK = 'arn:aws:cloudformation:us-east-1:000000000000:stack/rack/1';

t.test('the reason is that of the first resource that failed of itself', (t) => {
  const events = [
    event('rack', 'CREATE_IN_PROGRESS', 'User Initiated', STACK),
    event('Listener', 'CREATE_FAILED', 'Port 80 is taken'),
    event('Stream', 'CREATE_FAILED', 'Stream rack exists'),
    event('Cluster', 'CREATE_FAILED', 'Resource creation cancelled'),
    event('rack', 'ROLLBACK_IN_PROGRESS', 'The following resource(s) failed to create: [Cluster, Listener].'),
  ];
  t.equal(firstReason(events), 'Listener (AWS::X): Port 80 is taken');
  t.equal(firstReason([event('rack', 'CREATE_IN_PROGRESS', '', STACK)]), undefined);
  t.equal(firstReason([]), undefined);
  t.end();
});

function event(
  LogicalResourceId: string,
  ResourceStatus: string,
  ResourceStatusReason: string,
  PhysicalResourceId = 'x',
) {
  return {
    StackId: STACK,
    ResourceType: 'AWS::X',
    LogicalResourceId,
    ResourceStatus,
    ResourceStatusReason,
    PhysicalResourceId,
  } as never;
}
