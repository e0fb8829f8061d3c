import { call, refused, type Scenario } from '../scenario.ts';

const CLUSTER = { cluster: 'rack' };
const NO_CLUSTER = { cluster: 'none' };
const WEB = {
  name: 'web',
  image: 'rack/debian:bookworm',
  command: ['sleep', '600'],
  memory: 32,
  // Or sleep, which is the first process of its container, sits out its grace.
  linuxParameters: { initProcessEnabled: true },
  environment: [{ name: 'PORT', value: '3000' }],
  portMappings: [{ containerPort: 3000, protocol: 'tcp' }],
};
const SERVICE = { ...CLUSTER, serviceName: 'web', taskDefinition: 'web', desiredCount: 0 };
const TASK = { ...CLUSTER, tasks: ['{{run.tasks.0.taskArn}}'] };
const NO_INSTANCES = 'moto runs no tasks without registered instances.';

export const ecs: Scenario = {
  service: 'ecs',
  cases: [
    call('CreateCluster: a new one', { clusterName: 'rack', tags: [{ key: 'rack', value: 'one' }] }),
    call('CreateCluster: the same again', { clusterName: 'rack' }),
    refused(
      'InvalidParameterException',
      'CreateCluster: a space in its name',
      { clusterName: 'a b' },
      { alone: 'CreateCluster, clusterName. moto takes any name.' },
    ),
    call('DescribeClusters: one of two', { clusters: ['rack', 'none'] }),
    call('ListClusters: one'),
    call(
      'RegisterTaskDefinition: a container',
      { family: 'web', containerDefinitions: [WEB], tags: [{ key: 'rack', value: 'one' }] },
      { as: 'first' },
    ),
    call('RegisterTaskDefinition: a second revision', { family: 'web', containerDefinitions: [WEB] }),
    refused('ClientException', 'RegisterTaskDefinition: no containers', { family: 'bad', containerDefinitions: [] }),
    refused('ClientException', 'RegisterTaskDefinition: without memory', {
      family: 'bad',
      containerDefinitions: [{ name: 'web', image: 'x' }],
    }),
    refused(
      'ClientException',
      'RegisterTaskDefinition: a family with a space',
      { family: 'a b', containerDefinitions: [WEB] },
      { alone: 'RegisterTaskDefinition, family. moto takes any name.' },
    ),
    refused('ClientException', 'RegisterTaskDefinition: nothing essential', {
      family: 'bad',
      containerDefinitions: [{ ...WEB, essential: false }],
    }),
    refused('ClientException', 'RegisterTaskDefinition: the same name twice', {
      family: 'bad',
      containerDefinitions: [WEB, WEB],
    }),
    call('DescribeTaskDefinition: the newest', { taskDefinition: 'web', include: ['TAGS'] }),
    call('DescribeTaskDefinition: the first, with its tags', { taskDefinition: 'web:1', include: ['TAGS'] }),
    refused('ClientException', 'DescribeTaskDefinition: no such revision', { taskDefinition: 'web:9' }),
    refused('ClientException', 'DescribeTaskDefinition: no such family', { taskDefinition: 'none' }),
    call('ListTaskDefinitions: of the family', { familyPrefix: 'web' }),
    call('ListTaskDefinitionFamilies: of the prefix', { familyPrefix: 'we' }),
    call('CreateService: nothing to run', SERVICE, { as: 'service' }),
    refused(
      'InvalidParameterException',
      'CreateService: a name with other settings',
      { ...SERVICE, desiredCount: 1 },
      { alone: 'CreateService, Errors: InvalidParameterException. moto makes it anew.' },
    ),
    refused('ClusterNotFoundException', 'CreateService: no cluster', { ...SERVICE, ...NO_CLUSTER }),
    refused('ClientException', 'CreateService: no task definition', {
      ...SERVICE,
      serviceName: 'other',
      taskDefinition: 'none',
    }),
    refused(
      'InvalidParameterException',
      'CreateService: a bad name',
      { ...SERVICE, serviceName: 'a b' },
      { alone: 'CreateService, serviceName. moto takes any name.' },
    ),
    call('wait services_stable: nothing to run', { ...CLUSTER, services: ['web'] }),
    call(
      'DescribeServices: one of two',
      { ...CLUSTER, services: ['web', 'none'] },
      { until: { services: [{ runningCount: 0, deployments: [{ status: 'PRIMARY' }] }] } },
    ),
    refused('ClusterNotFoundException', 'DescribeServices: no cluster', { ...NO_CLUSTER, services: ['web'] }),
    refused('InvalidParameterException', 'DescribeServices: none named', { ...CLUSTER, services: [] }),
    call('ListServices: one', CLUSTER),
    refused('ClusterNotFoundException', 'ListServices: no cluster', NO_CLUSTER),
    call('UpdateService: the newest definition', { ...CLUSTER, service: 'web', taskDefinition: 'web:2' }),
    refused('ServiceNotFoundException', 'UpdateService: no service', { ...CLUSTER, service: 'none', desiredCount: 1 }),
    refused('ClientException', 'UpdateService: no task definition', {
      ...CLUSTER,
      service: 'web',
      taskDefinition: 'none:1',
    }),
    call('TagResource: another tag', {
      resourceArn: '{{service.service.serviceArn}}',
      tags: [{ key: 'team', value: 'blue' }],
    }),
    call('ListTagsForResource: of the service', { resourceArn: '{{service.service.serviceArn}}' }),
    call('UntagResource: that tag', { resourceArn: '{{service.service.serviceArn}}', tagKeys: ['team'] }),
    call('ListTasks: none', CLUSTER, { says: { taskArns: [] } }),
    refused('ClusterNotFoundException', 'ListTasks: no cluster', NO_CLUSTER),
    call('DescribeTasks: one that is not there', { ...CLUSTER, tasks: ['0123456789abcdef0123456789abcdef'] }),
    call(
      'RunTask: a container',
      { ...CLUSTER, taskDefinition: 'web:1', startedBy: 'suite', tags: [{ key: 'run', value: '1' }] },
      {
        as: 'run',
        alone: `RunTask, Response Elements. ${NO_INSTANCES}`,
        says: { failures: [], tasks: [{ desiredStatus: 'RUNNING', startedBy: 'suite' }] },
      },
    ),
    call('wait tasks_running: the container', TASK, { alone: `The SDKs' waiter TasksRunning. ${NO_INSTANCES}` }),
    call(
      'DescribeTasks: while it runs',
      { ...TASK, include: ['TAGS'] },
      {
        alone: `DescribeTasks, Response Elements. ${NO_INSTANCES}`,
        says: {
          tasks: [
            {
              lastStatus: 'RUNNING',
              containers: [{ name: 'web', lastStatus: 'RUNNING' }],
              tags: [{ key: 'run', value: '1' }],
            },
          ],
        },
      },
    ),
    call(
      'ListTasks: by who started it',
      { ...CLUSTER, startedBy: 'suite' },
      { alone: `ListTasks, startedBy. ${NO_INSTANCES}`, says: { taskArns: [/:task\/rack\/[0-9a-f]{32}$/] } },
    ),
    call(
      'StopTask: the container',
      { ...CLUSTER, task: '{{run.tasks.0.taskArn}}', reason: 'enough' },
      {
        alone: `StopTask, Response Elements. ${NO_INSTANCES}`,
        says: { task: { desiredStatus: 'STOPPED', stoppedReason: 'enough' } },
      },
    ),
    call('wait tasks_stopped: the container', TASK, { alone: `The SDKs' waiter TasksStopped. ${NO_INSTANCES}` }),
    call('DescribeTasks: when it has stopped', TASK, {
      alone: `DescribeTasks, Response Elements: stopCode, stoppedReason. ${NO_INSTANCES}`,
      says: { tasks: [{ lastStatus: 'STOPPED', stopCode: 'UserInitiated', stoppedReason: 'enough' }] },
    }),
    refused('InvalidParameterException', 'StopTask: no task', { ...CLUSTER, task: '0123456789abcdef0123456789abcdef' }),
    refused('ClientException', 'RunTask: no task definition', { ...CLUSTER, taskDefinition: 'none' }),
    refused('ClusterNotFoundException', 'RunTask: no cluster', { ...NO_CLUSTER, taskDefinition: 'web' }),
    refused('InvalidParameterException', 'RunTask: eleven of it', { ...CLUSTER, taskDefinition: 'web', count: 11 }),
    call('DeregisterTaskDefinition: the first', { taskDefinition: 'web:1' }),
    refused('ClientException', 'DeregisterTaskDefinition: no such revision', { taskDefinition: 'web:9' }),
    refused(
      'ClientException',
      'RunTask: an inactive definition',
      { ...CLUSTER, taskDefinition: 'web:1' },
      { alone: `RunTask. ${NO_INSTANCES}` },
    ),
    call('ListTaskDefinitions: inactive ones', { status: 'INACTIVE' }),
    refused('ClusterContainsServicesException', 'DeleteCluster: one with a service', CLUSTER, {
      alone: 'DeleteCluster, Errors: ClusterContainsServicesException. moto deletes it.',
    }),
    call('DeleteService: the service', { ...CLUSTER, service: 'web' }),
    call('wait services_inactive: the service', { ...CLUSTER, services: ['web'] }),
    refused('ServiceNotFoundException', 'DeleteService: no service', { ...CLUSTER, service: 'none' }),
    call('DeleteCluster: the cluster', CLUSTER),
    refused('ClusterNotFoundException', 'DeleteCluster: no cluster', NO_CLUSTER),
  ],
};
