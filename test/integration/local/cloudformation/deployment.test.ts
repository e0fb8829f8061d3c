import Docker from 'dockerode';
import t, { type Test } from 'tap';
import type { Input } from '../../../../local/endpoint/service.ts';
import { SERVER } from '../ecs/rack.ts';
import { freePort } from '../endpoint/endpoint-process.ts';
import { clean, openMachine } from './machine.ts';

const RACK = 't-cfn-deployment';
const LIMIT_MS = 30_000;
const docker = new Docker();

/** What an update brings that cannot run, and the words in the service's events that say why. */
const BAD: { name: string; container: Input; task: RegExp; says: RegExp[] }[] = [
  {
    name: 'tasks that crash',
    container: { Command: ['sh', '-c', 'exit 7'] },
    task: /Essential container in task exited/,
    says: [/has started 1 tasks/, /deployment failed: tasks failed to start/, /rolling back to \(?deployment/],
  },
  {
    name: 'tasks that never get healthy',
    container: { Command: ['sleep', '1000'] },
    task: /failed ELB health checks in \(target-group /,
    says: [/unhealthy in \(target-group |failed ELB health checks in \(target-group /, /tasks failed to start/],
  },
  {
    name: 'tasks that do not fit',
    container: { Memory: 90_000_000 },
    task: /^$/,
    says: [
      /was unable to place a task because no container instance met all of its requirements\. The closest matching \(container-instance [0-9a-f]{32}\) has insufficient memory available\./,
      /tasks failed to start/,
    ],
  },
];

/** An app of one web process behind a listener. */
function template(port: number, container: Input = {}): string {
  const subnet = (index: number) => ({
    Type: 'AWS::EC2::Subnet',
    Properties: {
      VpcId: { Ref: 'Vpc' },
      CidrBlock: `10.0.${index}.0/24`,
      AvailabilityZone: { 'Fn::Select': [index, { 'Fn::GetAZs': '' }] },
    },
  });
  const web = {
    Name: 'web',
    Image: process.env.RACK_BASE_IMAGE ?? 'rack/debian:bookworm',
    Memory: 64,
    Command: ['perl', '-e', SERVER],
    Environment: [{ Name: 'TEXT', Value: 'good' }],
    PortMappings: [{ ContainerPort: 8000 }],
    StopTimeout: 2,
    LinuxParameters: { InitProcessEnabled: true },
    ...container,
  };
  return JSON.stringify({
    Resources: {
      Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } },
      Subnet0: subnet(0),
      Subnet1: subnet(1),
      Balancer: {
        Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
        Properties: { Scheme: 'internal', Subnets: [{ Ref: 'Subnet0' }, { Ref: 'Subnet1' }] },
      },
      Targets: {
        Type: 'AWS::ElasticLoadBalancingV2::TargetGroup',
        Properties: {
          VpcId: { Ref: 'Vpc' },
          Port: 8000,
          Protocol: 'HTTP',
          HealthCheckIntervalSeconds: 5,
          HealthCheckTimeoutSeconds: 2,
          UnhealthyThresholdCount: 2,
          TargetGroupAttributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: '1' }],
        },
      },
      Listener: {
        Type: 'AWS::ElasticLoadBalancingV2::Listener',
        Properties: {
          LoadBalancerArn: { Ref: 'Balancer' },
          Port: port,
          Protocol: 'HTTP',
          DefaultActions: [{ Type: 'forward', TargetGroupArn: { Ref: 'Targets' } }],
        },
      },
      Cluster: { Type: 'AWS::ECS::Cluster', Properties: { ClusterName: { Ref: 'AWS::StackName' } } },
      Task: {
        Type: 'AWS::ECS::TaskDefinition',
        Properties: { Family: { Ref: 'AWS::StackName' }, ContainerDefinitions: [web] },
      },
      Service: {
        Type: 'AWS::ECS::Service',
        DependsOn: 'Listener',
        Properties: {
          ServiceName: 'web',
          Cluster: { Ref: 'Cluster' },
          TaskDefinition: { Ref: 'Task' },
          DesiredCount: 1,
          DeploymentConfiguration: { DeploymentCircuitBreaker: { Enable: true, Rollback: true } },
          LoadBalancers: [{ TargetGroupArn: { Ref: 'Targets' }, ContainerName: 'web', ContainerPort: 8000 }],
        },
      },
    },
  });
}

/** Asks again and again until told to stop; answers how many requests there were, and those that went wrong. */
function load(port: number): () => Promise<{ count: number; failed: string[] }> {
  let going = true;
  const failed: string[] = [];
  let count = 0;
  const asking = (async () => {
    while (going) {
      count += 1;
      const text = await fetch(`http://127.0.0.1:${port}/`).then((answer) => answer.text(), String);
      if (text !== 'good') failed.push(text);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  })();
  return async () => {
    going = false;
    await asking;
    return { count, failed };
  };
}

/** Makes a stack of one web process on a port of its own. */
async function make(machine: Machine, stack: string): Promise<number> {
  const port = await freePort();
  await machine.stacks('CreateStack', { StackName: stack, TemplateBody: template(port) });
  const { StackStatus } = await machine.rests(stack);
  if (StackStatus !== 'CREATE_COMPLETE') throw new Error(`${await machine.events(stack)}`);
  return port;
}

/** Updates a stack with what cannot run; answers what was seen of it. */
async function update(machine: Machine, stack: string, port: number, container: Input) {
  const ecs = (operation: string, input: Input) => machine.callAws('ecs', operation, { cluster: stack, ...input });
  const tasks = async (desiredStatus: string): Promise<Input[]> => {
    const { taskArns } = await ecs('ListTasks', { desiredStatus });
    return taskArns.length === 0 ? [] : (await ecs('DescribeTasks', { tasks: taskArns })).tasks;
  };
  const running = async () => (await tasks('RUNNING')).map((one) => [one.taskArn, one.containers[0].runtimeId]);
  const before = await running();
  const loaded = load(port);
  const begun = performance.now();
  await machine.stacks('UpdateStack', { StackName: stack, TemplateBody: template(port, container) });
  const { StackStatus } = await machine.rests(stack);
  const took = Math.round(performance.now() - begun);
  const { services } = await ecs('DescribeServices', { services: ['web'] });
  return {
    status: StackStatus,
    took,
    requests: await loaded(),
    before,
    after: await running(),
    story: await machine.events(stack),
    messages: services[0].events.map(({ message }: Input) => message) as string[],
    ended: await tasks('STOPPED'),
  };
}

type Machine = Awaited<ReturnType<typeof openMachine>>;

t.test('a stack whose new tasks do not run goes back, and what ran goes on', async (t) => {
  await clean(RACK);
  const machine = await openMachine(RACK);
  t.teardown(machine.close);
  const ports = await Promise.all(BAD.map((_, index) => make(machine, `s${index}`)));
  const seen = await Promise.all(
    BAD.map(({ container }, index) => update(machine, `s${index}`, ports[index] as number, container)),
  );
  for (const [index, { name, task, says }] of BAD.entries())
    await t.test(name, async (t) => {
      const { status, took, requests, before, after, story, messages, ended } = seen[index] as Seen;
      t.comment(`back after ${took} ms, ${requests.count} requests meanwhile`);
      t.equal(status, 'UPDATE_ROLLBACK_COMPLETE');
      t.ok(took < LIMIT_MS, `${took} ms`);
      t.same(requests.failed, [], 'no request fails');
      t.equal(before.length, 1);
      t.same(after, before, 'the same task in the same container');
      t.equal((await docker.getContainer(before[0]?.[1]).inspect()).State.Running, true);
      saysWhy(t, story, [/^Service UPDATE_FAILED .*'ECS Deployment Circuit Breaker was triggered'/]);
      saysWhy(t, messages, says);
      t.equal(ended.length > 0, name !== 'tasks that do not fit');
      for (const one of ended) t.match(`${one.stoppedReason} ${one.containers[0].reason ?? ''}`, task);
    });
});

type Seen = Awaited<ReturnType<typeof update>>;

function saysWhy(t: Test, lines: string[], words: RegExp[]): void {
  for (const one of words)
    t.ok(
      lines.some((line) => one.test(line)),
      `${one}`,
      { lines },
    );
}
