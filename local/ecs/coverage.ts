import type { Coverage } from '../coverage/coverage.ts';

const CAPACITY =
  'Of Auto Scaling groups only. Nothing is scaled, drained or protected: this machine is all the capacity there is.';
const PLACED =
  "Base and weight of capacity providers move no task: of a strategy the provider with the greatest base, then weight, is told as the task's.";
const KEPT = 'Kept and told, without effect: placement strategies, and `enableExecuteCommand` (see ExecuteCommand).';
const CONSTRAINED =
  'Placement constraints are decided for this machine: `memberOf` knows its zone, architecture and operating system, the groups and number of its tasks; it has no instance type and no attributes of users.';
const LAUNCH = 'On container instances: Fargate, network configurations and volumes configured at launch are refused.';
const ROLLING =
  'Rolling updates only: other strategies, deployment controllers, bake times, lifecycle hooks and alarms are refused.';
const ONE_INSTANCE = 'This machine is the one container instance of every cluster.';

/** How far ECS's operations go. */
export const coverage: Coverage<'ecs'> = {
  partial: {
    CreateService: [
      LAUNCH,
      PLACED,
      ROLLING,
      CONSTRAINED,
      KEPT,
      '`availabilityZoneRebalancing` is kept and told, without effect.',
      'A DAEMON service is one task, on this machine.',
      'No service discovery, Service Connect or classic load balancers.',
    ],
    CreateCluster:
      '`configuration` and `serviceConnectDefaults` are refused; Container Insights is kept and measures nothing.',
    DeleteTaskDefinitions: 'A deleted revision stays `DELETE_IN_PROGRESS`.',
    DescribeContainerInstances: ONE_INSTANCE,
    DescribeServiceDeployments: 'Of the newest 20 of each service, where AWS keeps 90 days.',
    DescribeServiceRevisions: 'Of the newest 20 deployments of each service, where AWS keeps 90 days.',
    ListAccountSettings: 'Nobody has set any; `effectiveSettings` tells how it is on one machine.',
    ListAttributes: 'Attributes of ECS only: none can be put.',
    ListContainerInstances: [ONE_INSTANCE, 'Without `filter`.'],
    ListServiceDeployments: 'The newest 20 of each service, where AWS keeps 90 days.',
    PutAccountSetting: 'Only to the value that the setting has; any other is refused.',
    RegisterTaskDefinition: [
      'Refused: Fargate, managed instances, `awsvpc` and `host` networks, `links`, FireLens, `environmentFiles`, `disableNetworking`, `pidMode` other than `host`, `ipcMode`, `proxyConfiguration`, `maxSwap`, `swappiness`, GPUs.',
      'Volumes: of the host, of Docker (scopes `task` and `shared`) and of EFS; FSx and S3 are refused.',
      'EFS volumes: a Docker volume for each file system and access point. `rootDirectory` only through an access point. Transit encryption and IAM authorization are checked for what AWS refuses, and then mean nothing; the `PosixUser` of the access point is not enforced.',
      "`logConfiguration`: the driver and the options of `awslogs` are checked, and its log group must be there when the container starts. Then the lines go to Docker's json-file, 5 × 10 MB, where the agent reads them, and never to CloudWatch.",
      '`hostPort`: no port is published, the load balancer reaches the address of the container; but no two tasks are placed with the same one.',
      '`executionRoleArn`: secrets are read with it; images are pulled and log groups looked up without.',
    ],
    RunTask: [LAUNCH, PLACED, CONSTRAINED, KEPT],
    StopServiceDeployment: 'Only when an earlier deployment has completed, to go back to.',
    UpdateCluster:
      '`configuration` and `serviceConnectDefaults` are refused; Container Insights is kept and measures nothing.',
    UpdateContainerInstancesState: 'This machine is always ACTIVE: DRAINING is refused.',
    UpdateService: [LAUNCH, PLACED, ROLLING, CONSTRAINED, KEPT],
  },
  inert: {
    CreateCapacityProvider: CAPACITY,
    PutClusterCapacityProviders: PLACED,
    UpdateCapacityProvider: CAPACITY,
    UpdateClusterSettings: 'Container Insights is kept and measures nothing.',
  },
  refused: {
    ExecuteCommand:
      'As AWS refuses it where there is no agent: `InvalidParameterException` without `enableExecuteCommand`, `TargetNotConnectedException` with it. Use `docker exec` with the runtimeId of the container.',
    ListServicesByNamespace: '`NamespaceNotFoundException`: there is no Cloud Map.',
  },
};
