import { readFileSync } from 'node:fs';
import Docker from 'dockerode';
import t from 'tap';
import { clean, definition } from '../ecs/rack.ts';
import { countAtOnce, writer } from '../ecs/writer.ts';
import { openMachine } from './machine.ts';

const RACK = 't-cfn-stop-first';
const docker = new Docker();

/** A stack of one service that must never have two tasks, as the rack's own server. */
function template(text: string, { fails = false } = {}): string {
  const { container, volumes } = writer(text, { fails });
  const { containerDefinitions } = definition('db', container);
  const big = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(big);
    if (typeof value !== 'object' || value === null) return value;
    const members = Object.entries(value).map(([key, each]) => [key.charAt(0).toUpperCase() + key.slice(1), big(each)]);
    return Object.fromEntries(members);
  };
  const [{ dockerLabels: _, ...own }] = containerDefinitions;
  return JSON.stringify({
    Resources: {
      Cluster: { Type: 'AWS::ECS::Cluster', Properties: { ClusterName: 'c' } },
      Task: {
        Type: 'AWS::ECS::TaskDefinition',
        Properties: { Family: 'db', ContainerDefinitions: [big(own)], Volumes: big(volumes) },
      },
      Service: {
        Type: 'AWS::ECS::Service',
        Properties: {
          ServiceName: 'db',
          Cluster: { Ref: 'Cluster' },
          TaskDefinition: { Ref: 'Task' },
          DesiredCount: 1,
          AvailabilityZoneRebalancing: 'DISABLED',
          DeploymentConfiguration: {
            MinimumHealthyPercent: 0,
            MaximumPercent: 100,
            DeploymentCircuitBreaker: { Enable: true, Rollback: true },
          },
        },
      },
      Agent: {
        Type: 'AWS::ECS::Service',
        Properties: {
          ServiceName: 'agent',
          Cluster: { Ref: 'Cluster' },
          TaskDefinition: { Ref: 'AgentTask' },
          LaunchType: 'EC2',
          SchedulingStrategy: 'DAEMON',
        },
      },
      AgentTask: {
        Type: 'AWS::ECS::TaskDefinition',
        Properties: {
          Family: 'agent',
          ContainerDefinitions: [
            {
              Name: 'agent',
              Image: own.image,
              Memory: 16,
              Command: ['sleep', '1000'],
              LinuxParameters: { InitProcessEnabled: true },
            },
          ],
        },
      },
    },
  });
}

t.test('a stop-first service in a stack', async (t) => {
  await clean(RACK);
  const family = (name: string) => countAtOnce(t, RACK, `com.amazonaws.ecs.task-definition-family=${name}`);
  const [databases, agents] = [await family('db'), await family('agent')];
  const machine = await openMachine(RACK);
  t.teardown(async () => {
    await machine.close();
    await clean(RACK);
  });
  const log = async () => {
    const { Mountpoint } = await docker.getVolume(`rack-${RACK}.data`).inspect();
    return readFileSync(`${Mountpoint}/log`, 'utf8').trim().split('\n');
  };

  await machine.stacks('CreateStack', { StackName: 's', TemplateBody: template('one') });
  t.equal((await machine.rests('s')).StackStatus, 'CREATE_COMPLETE');
  await machine.stacks('UpdateStack', { StackName: 's', TemplateBody: template('two') });
  t.equal((await machine.rests('s')).StackStatus, 'UPDATE_COMPLETE');
  t.same(await log(), ['begin one', 'end one', 'begin two'], 'is updated');

  await machine.stacks('UpdateStack', { StackName: 's', TemplateBody: template('bad', { fails: true }) });
  t.equal((await machine.rests('s')).StackStatus, 'UPDATE_ROLLBACK_COMPLETE');
  const after = (await log()).slice(3);
  t.same(after, ['end two', 'failed bad', 'failed bad', 'failed bad', 'begin two'], 'goes back');
  t.equal(await databases(), 1, 'never two at once');
  t.equal(await agents(), 1, 'left in peace');

  await machine.stacks('DeleteStack', { StackName: 's' });
  const { StackStatus } = await machine.rests('s').catch(() => ({ StackStatus: 'DELETE_COMPLETE' }));
  t.equal(StackStatus, 'DELETE_COMPLETE');
  t.equal((await log()).at(-1), 'end two');
});
