import t from 'tap';
import { nodeApp } from './app.ts';
import { Rack } from './rack.ts';

t.test('stock AWS clients know the rack', async (t) => {
  const rack = await Rack.start(t);
  const app = await rack.app('known', nodeApp('known'));
  t.equal((await app.push()).code, 0);
  const ask = async (...args: string[]) => JSON.parse((await rack.aws(args)).stdout);
  const stack = `${rack.name}-known`;

  await t.test('cloudformation describe-stacks and describe-stack-events', async (t) => {
    const { Stacks } = await ask('cloudformation', 'describe-stacks');
    const states = Object.fromEntries(
      Stacks.map((each: { StackName: string; StackStatus: string }) => [each.StackName, each.StackStatus]),
    );
    t.same(states, { [rack.name]: 'CREATE_COMPLETE', [stack]: 'UPDATE_COMPLETE' });
    const { StackEvents } = await ask('cloudformation', 'describe-stack-events', '--stack-name', stack);
    t.match(StackEvents[0], { LogicalResourceId: stack, ResourceStatus: 'UPDATE_COMPLETE' }, 'newest first');
    t.ok(StackEvents.some((event: { ResourceType: string }) => event.ResourceType === 'AWS::ECS::Service'));
  });

  await t.test('ecs list-services and describe-tasks', async (t) => {
    const { clusterArns } = await ask('ecs', 'list-clusters');
    const cluster = clusterArns[0];
    const { serviceArns } = await ask('ecs', 'list-services', '--cluster', cluster);
    t.equal(serviceArns.length, 1);
    const { taskArns } = await ask('ecs', 'list-tasks', '--cluster', cluster);
    const { tasks } = await ask('ecs', 'describe-tasks', '--cluster', cluster, '--tasks', ...taskArns);
    t.match(tasks[0], { lastStatus: 'RUNNING', containers: [{ lastStatus: 'RUNNING' }] });
    await rack.aws(['ecs', 'wait', 'services-stable', '--cluster', cluster, '--services', ...serviceArns]);
  });

  await t.test('ecr describe-images', async (t) => {
    const { imageDetails } = await ask('ecr', 'describe-images', '--repository-name', `${rack.name}/known`);
    t.match(imageDetails[0], { imageDigest: /^sha256:[0-9a-f]{64}$/, imageSizeInBytes: Number });
  });

  await t.test('kinesis list-shards', async (t) => {
    const { StreamNames } = await ask('kinesis', 'list-streams');
    const { Shards } = await ask('kinesis', 'list-shards', '--stream-name', StreamNames[0]);
    t.ok(Shards.length > 0);
  });

  await t.test('a wrong secret key gets SignatureDoesNotMatch', async (t) => {
    const answer = await rack.aws(['cloudformation', 'describe-stacks'], { AWS_SECRET_ACCESS_KEY: 'wrong' });
    t.not(answer.code, 0);
    t.match(answer.stderr, /SignatureDoesNotMatch/);
  });
});
