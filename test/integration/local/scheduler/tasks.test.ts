import {
  CloudFormationClient,
  CreateStackCommand,
  type CreateStackCommandInput,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { DescribeTasksCommand, ECSClient, ListTasksCommand, type Task } from '@aws-sdk/client-ecs';
import Docker from 'dockerode';
import t from 'tap';
import { poll } from '../../../../lib/retry.ts';
import { RACK_LABEL } from '../../../../local/config.ts';
import { EndpointProcess } from '../endpoint/endpoint-process.ts';

/** A rate without a start is due at once, and then not before the test is long over. */
const TEMPLATE = `
Resources:
  Cluster: {Type: AWS::ECS::Cluster, Properties: {ClusterName: main}}
  Definition:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Family: job
      ContainerDefinitions: [{Name: job, Image: 'rack/debian:bookworm', Memory: 32, Command: ['false']}]
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          Effect: Allow
          Principal: {Service: scheduler.amazonaws.com}
          Action: sts:AssumeRole
          Condition: {ArnEquals: {'aws:SourceArn': !GetAtt Timers.Arn}}
      Policies:
        - PolicyName: run
          PolicyDocument:
            Statement:
              Effect: Allow
              Action: ecs:RunTask
              Resource: !Ref Definition
              Condition: {ArnEquals: {'ecs:cluster': !GetAtt Cluster.Arn}}
  Timers: {Type: AWS::Scheduler::ScheduleGroup}
  Timer:
    Type: AWS::Scheduler::Schedule
    Properties:
      Name: report
      GroupName: !Ref Timers
      ScheduleExpression: rate(30 days)
      FlexibleTimeWindow: {Mode: 'OFF'}
      Target:
        Arn: !GetAtt Cluster.Arn
        RoleArn: !GetAtt Role.Arn
        EcsParameters: {TaskDefinitionArn: !Ref Definition}
        Input: '{"containerOverrides":[{"name":"job","command":["sh","-c","test <aws.scheduler.attempt-number> = 1"]}]}'
`;
const STACK: CreateStackCommandInput = {
  StackName: 'timers',
  TemplateBody: TEMPLATE,
  Capabilities: ['CAPABILITY_IAM'],
};

t.test('a schedule runs its task as its role, once, though the endpoint is killed', async (t) => {
  const endpoint = await EndpointProcess.start();
  t.teardown(() => endpoint.clean());
  const [stacks, ecs] = [new CloudFormationClient(endpoint.client), new ECSClient(endpoint.client)];

  const isMade = async () => {
    const { Stacks } = await stacks.send(new DescribeStacksCommand({ StackName: 'timers' }));
    const { StackStatus, StackStatusReason } = Stacks?.[0] ?? {};
    if (StackStatus?.startsWith('ROLLBACK')) throw new Error(`${StackStatus}: ${StackStatusReason}`);
    return StackStatus === 'CREATE_COMPLETE' || undefined;
  };
  const tasks = async (desiredStatus: 'RUNNING' | 'STOPPED'): Promise<Task[]> => {
    const { taskArns = [] } = await ecs.send(new ListTasksCommand({ cluster: 'main', desiredStatus }));
    if (taskArns.length === 0) return [];
    return (await ecs.send(new DescribeTasksCommand({ cluster: 'main', tasks: taskArns }))).tasks ?? [];
  };
  const ended = async () => {
    const [task] = await tasks('STOPPED');
    return task?.lastStatus === 'STOPPED' ? task : undefined;
  };

  await stacks.send(new CreateStackCommand(STACK));
  await poll(isMade);
  await endpoint.end('SIGKILL');
  await endpoint.start();
  const task = await poll(ended);
  t.match(task, {
    startedBy: 'chronos-schedule/report',
    group: 'family:job',
    stopCode: 'EssentialContainerExited',
    containers: [{ exitCode: 0 }],
  });

  await endpoint.end('SIGKILL');
  await endpoint.start();
  t.equal((await tasks('STOPPED')).length, 1);
  t.equal((await tasks('RUNNING')).length, 0);
  const filters = { label: [`${RACK_LABEL}=${endpoint.rack}`, 'com.amazonaws.ecs.task-definition-family=job'] };
  t.equal((await new Docker().listContainers({ all: true, filters })).length, 1);
});
