import type { Difference } from '../differences.ts';

export const ecs: readonly Difference[] = [
  {
    in: ['DescribeClusters: one of two'],
    what: ['.clusters[].settings: local 0 items, moto 1'],
    right: 'local',
    source: 'DescribeClusters, include: SETTINGS; without it they are not answered.',
  },
  {
    in: ['CreateService: nothing to run'],
    what: [
      'only local: .service.currentServiceDeployment "arn:aws:ecs:us-east-1:123456789012:service-deployment/rack/web/#id"',
      'only local: .service.currentServiceRevisions […]',
    ],
    right: 'local',
    source: 'Service: currentServiceDeployment, currentServiceRevisions. moto has neither.',
  },
  {
    in: ['DescribeServices: one of two'],
    what: ['only local: .services[].currentServiceRevisions […]'],
    right: 'local',
    source: 'Service: currentServiceDeployment, currentServiceRevisions. moto has neither.',
  },
  {
    in: ['UpdateService: the newest definition', 'DeleteService: the service'],
    what: ['only local: .service.currentServiceRevisions […]'],
    right: 'local',
    source: 'Service: currentServiceDeployment, currentServiceRevisions. moto has neither.',
  },
  {
    in: ['CreateCluster: a new one', 'CreateCluster: the same again'],
    what: ['.cluster.registeredContainerInstancesCount: local 1, moto 0'],
    right: 'local',
    source: 'This machine is an instance of every cluster here.',
  },
  {
    in: ['DescribeClusters: one of two'],
    what: ['.clusters[].registeredContainerInstancesCount: local 1, moto 0'],
    right: 'local',
    source: 'This machine is an instance of every cluster here.',
  },
  {
    in: ['CreateCluster: the same again', 'DeleteCluster: the cluster'],
    what: ['only local: .cluster.tags […]'],
    right: 'local',
    source: 'Cluster: tags, in the answers of CreateCluster and DeleteCluster.',
  },
  {
    in: ['RegisterTaskDefinition: a container'],
    what: ['only local: .tags […]'],
    right: 'local',
    source: 'RegisterTaskDefinition, Response Syntax: tags.',
  },
  {
    in: [
      'RegisterTaskDefinition: a container',
      'RegisterTaskDefinition: a second revision',
      'DescribeTaskDefinition: the newest',
      'DescribeTaskDefinition: the first, with its tags',
      'DeregisterTaskDefinition: the first',
    ],
    what: [
      '.taskDefinition.compatibilities: local 2 items, moto 1',
      '.taskDefinition.compatibilities[]: local "EXTERNAL", moto "EC2"',
    ],
    right: 'local',
    source: 'TaskDefinition: compatibilities; with bridge networking EXTERNAL and EC2.',
  },
  {
    in: [
      'RegisterTaskDefinition: a container',
      'RegisterTaskDefinition: a second revision',
      'DescribeTaskDefinition: the newest',
      'DescribeTaskDefinition: the first, with its tags',
      'DeregisterTaskDefinition: the first',
    ],
    what: ['only local: .taskDefinition.containerDefinitions[].portMappings[].hostPort 0'],
    right: 'local',
    source: 'PortMapping: hostPort is 0 for a dynamic port of bridge networking.',
  },
  {
    in: [
      'RegisterTaskDefinition: a container',
      'RegisterTaskDefinition: a second revision',
      'DescribeTaskDefinition: the newest',
      'DescribeTaskDefinition: the first, with its tags',
      'DeregisterTaskDefinition: the first',
    ],
    what: ['only moto: .taskDefinition.networkMode "bridge"'],
    right: 'local',
    source:
      'TaskDefinition: networkMode is answered as it was given; without one, bridge is the default of the instance.',
  },
  {
    in: [
      'RegisterTaskDefinition: a container',
      'RegisterTaskDefinition: a second revision',
      'DescribeTaskDefinition: the newest',
      'DescribeTaskDefinition: the first, with its tags',
    ],
    what: ['only local: .taskDefinition.registeredAt "date"'],
    right: 'local',
    source: 'TaskDefinition: registeredAt, deregisteredAt; Service: createdAt.',
  },
  {
    in: ['CreateService: nothing to run', 'UpdateService: the newest definition', 'DeleteService: the service'],
    what: ['only local: .service.createdAt "date"'],
    right: 'local',
    source: 'TaskDefinition: registeredAt, deregisteredAt; Service: createdAt.',
  },
  {
    in: ['DescribeServices: one of two'],
    what: ['only local: .services[].createdAt "date"'],
    right: 'local',
    source: 'TaskDefinition: registeredAt, deregisteredAt; Service: createdAt.',
  },
  {
    in: ['DeregisterTaskDefinition: the first'],
    what: ['only local: .taskDefinition.deregisteredAt "date"', 'only local: .taskDefinition.registeredAt "date"'],
    right: 'local',
    source: 'TaskDefinition: registeredAt, deregisteredAt; Service: createdAt.',
  },
  {
    in: [
      'RegisterTaskDefinition: no containers',
      'RegisterTaskDefinition: nothing essential',
      'RegisterTaskDefinition: the same name twice',
    ],
    what: ['local refuses (ClientException), moto answers'],
    right: 'local',
    source: 'RegisterTaskDefinition, Errors: ClientException; ContainerDefinition: essential, name.',
  },
  {
    in: ['CreateService: nothing to run', 'UpdateService: the newest definition', 'DeleteService: the service'],
    what: [
      'only local: .service.deploymentConfiguration {…}',
      'only local: .service.enableECSManagedTags false',
      'only local: .service.enableExecuteCommand false',
    ],
    right: 'local',
    source: 'Service: deploymentConfiguration, enableECSManagedTags, enableExecuteCommand.',
  },
  {
    in: ['DescribeServices: one of two'],
    what: [
      'only local: .services[].deploymentConfiguration {…}',
      'only local: .services[].enableECSManagedTags false',
      'only local: .services[].enableExecuteCommand false',
    ],
    right: 'local',
    source: 'Service: deploymentConfiguration, enableECSManagedTags, enableExecuteCommand.',
  },
  {
    in: ['CreateService: nothing to run', 'UpdateService: the newest definition', 'DeleteService: the service'],
    what: ['only moto: .service.deployments[].platformFamily "EC2"'],
    right: 'local',
    source: 'Deployment: platformFamily is of Fargate services only.',
  },
  {
    in: ['DescribeServices: one of two'],
    what: ['only moto: .services[].deployments[].platformFamily "EC2"'],
    right: 'local',
    source: 'Deployment: platformFamily is of Fargate services only.',
  },
  {
    in: ['CreateService: nothing to run'],
    what: [
      '.service.deployments[].rolloutState: local "IN_PROGRESS", moto "COMPLETED"',
      '.service.deployments[].rolloutStateReason: local "ECS deployment ecs-svc/#id in progress.", moto "ECS deployment ecs-svc/#id completed."',
    ],
    right: 'local',
    source: 'Deployment: rolloutState begins as IN_PROGRESS.',
  },
  {
    in: ['CreateService: no task definition', 'UpdateService: no task definition', 'RunTask: no task definition'],
    what: ["message: local 'TaskDefinition not found.', moto 'Unable to describe task definition.'"],
    right: 'local',
    source:
      'TaskDefinition not found. is what these say (EvalAI issue 2419); Unable to describe task definition. is what DescribeTaskDefinition says (sil-org/ecs-deploy issue 145).',
  },
  {
    in: ['DeregisterTaskDefinition: no such revision'],
    what: [
      "message: local 'The specified task definition does not exist.', moto 'Unable to describe task definition.'",
    ],
    right: 'local',
    source: 'DeregisterTaskDefinition: The specified task definition does not exist.',
  },
  {
    in: ['DescribeServices: one of two'],
    what: [
      '.failures[].arn: local "arn:aws:ecs:us-east-1:123456789012:service/rack/none", moto "arn:aws:ecs:us-east-1:123456789012:service/none"',
    ],
    right: 'local',
    source: 'Amazon Resource Names (ARNs) and IDs, Developer Guide: the long format has the cluster in it.',
  },
  {
    in: ['DescribeServices: one of two'],
    what: ['.services[].events: local 2 items, moto 0'],
    right: 'local',
    source: 'Service event messages, Developer Guide. moto has none.',
  },
  {
    in: ['UpdateService: the newest definition'],
    what: ['.service.events: local 2 items, moto 0'],
    right: 'local',
    source: 'Service event messages, Developer Guide. moto has none.',
  },
  {
    in: ['DeleteService: the service'],
    what: ['.service.events: local 3 items, moto 0'],
    right: 'local',
    source: 'Service event messages, Developer Guide. moto has none.',
  },
  {
    in: ['DescribeServices: none named'],
    what: ['local refuses (InvalidParameterException), moto answers'],
    right: 'local',
    source: 'DescribeServices, services: required. Services cannot be empty.',
  },
  {
    in: ['UpdateService: the newest definition', 'DeleteService: the service'],
    what: ['.service.taskDefinition: local "arn:aws:ecs:us-east-1:123456789012:task-definition/web:2", moto "web:2"'],
    right: 'local',
    source: 'Service: taskDefinition is an ARN.',
  },
  {
    in: ['DescribeTasks: one that is not there'],
    what: ['.failures: local 1 items, moto 0'],
    right: 'local',
    source: 'DescribeTasks, failures: MISSING.',
  },
  {
    in: ['StopTask: no task', 'RunTask: eleven of it'],
    what: ['local refuses (InvalidParameterException), moto fails'],
    right: 'local',
    source: 'StopTask, RunTask, Errors: InvalidParameterException. moto fails without registered instances.',
  },
  {
    in: ['DeleteService: the service'],
    what: ['.service.status: local "DRAINING", moto "INACTIVE"'],
    right: 'local',
    source: 'DeleteService: the service goes from ACTIVE to DRAINING.',
  },
];
