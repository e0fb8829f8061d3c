import type { Coverage } from '../coverage/coverage.ts';

const CAPACITY =
  'Of Auto Scaling groups only. Nothing is scaled, drained or protected: this machine is all the capacity there is.';
const PLACED =
  "Base and weight of capacity providers move no task: of a strategy the provider with the greatest base, then weight, is told as the task's.";
const KEPT =
  'Kept and told, without effect: placement constraints and strategies, `enableExecuteCommand`, managed tags.';
const LAUNCH = 'On container instances: Fargate and volumes configured at launch are refused.';

/** How far ECS's operations go. */
export const coverage: Coverage<'ecs'> = {
  partial: {
    CreateService: [
      LAUNCH,
      PLACED,
      KEPT,
      '`availabilityZoneRebalancing` is kept and told, without effect.',
      'A DAEMON service is one task, on this machine.',
      'No service discovery, Service Connect or classic load balancers.',
    ],
    DescribeContainerInstances: 'This machine is the one container instance of every cluster.',
    ListContainerInstances: 'This machine is the one container instance of every cluster.',
    RegisterTaskDefinition: [
      'Refused: Fargate, managed instances, `awsvpc` and `host` networks, `links`, FireLens, `environmentFiles`, `restartPolicy`, `disableNetworking`, `maxSwap`, `swappiness`, GPUs.',
      '`dependsOn`: condition `START` only, others are refused.',
      'Volumes: of the host, of Docker (scopes `task` and `shared`) and of EFS; FSx and S3 are refused.',
      'EFS volumes: a Docker volume for each file system and access point. `rootDirectory` only through an access point. Transit encryption and IAM authorization are checked for what AWS refuses, and then mean nothing; the `PosixUser` of the access point is not enforced.',
      "`logConfiguration`: the driver and the options of `awslogs` are checked, and its log group must be there when the container starts. Then the lines go to Docker's json-file, 5 × 10 MB, where the agent reads them, and never to CloudWatch.",
      '`hostPort`: kept and told; no port is published, the load balancer reaches the address of the container.',
      '`secrets`: of Secrets Manager, read with the execution role; references to Parameter Store fail the task.',
      '`executionRoleArn`: secrets are read with it; images are pulled and log groups looked up without.',
    ],
    RunTask: [LAUNCH, PLACED, KEPT],
    UpdateService: [LAUNCH, PLACED, KEPT],
  },
  inert: {
    CreateCapacityProvider: CAPACITY,
    PutClusterCapacityProviders: PLACED,
    UpdateCapacityProvider: CAPACITY,
  },
};
