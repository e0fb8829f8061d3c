/** What the ECS of this endpoint keeps, in its own words; `describe.ts` speaks it in AWS's. Times are epoch milliseconds. */

export interface Tag {
  key: string;
  value: string;
}

export interface Cluster {
  arn: string;
  name: string;
  status: 'ACTIVE' | 'INACTIVE';
  tags: Tag[];
  settings: { name: string; value: string }[];
  /** The names of the capacity providers it may use, and what is used by what asks for nothing. */
  capacityProviders?: string[];
  defaultStrategy?: StrategyItem[];
}

export interface StrategyItem {
  capacityProvider: string;
  weight: number;
  base: number;
}

/** An Auto Scaling group that services may be placed on: kept and told, as this machine is all the capacity there is. */
export interface CapacityProvider {
  arn: string;
  name: string;
  status: 'ACTIVE' | 'INACTIVE';
  group: string;
  managedScaling: Record<string, string | number>;
  managedTerminationProtection: 'ENABLED' | 'DISABLED';
  managedDraining: 'ENABLED' | 'DISABLED';
  updateStatus?: string;
  updateStatusReason?: string;
  tags: Tag[];
}

/** A container definition as the API has it; only what is read here is named. */
export interface ContainerDefinition {
  name: string;
  image: string;
  essential: boolean;
  cpu: number;
  memory?: number;
  memoryReservation?: number;
  command?: string[];
  entryPoint?: string[];
  environment: { name: string; value: string }[];
  secrets?: { name: string; valueFrom: string }[];
  portMappings: { containerPort: number; hostPort: number; protocol: string; name?: string }[];
  mountPoints: { sourceVolume: string; containerPath: string; readOnly?: boolean }[];
  dockerLabels?: Record<string, string>;
  user?: string;
  workingDirectory?: string;
  stopTimeout?: number;
  hostname?: string;
  privileged?: boolean;
  readonlyRootFilesystem?: boolean;
  pseudoTerminal?: boolean;
  interactive?: boolean;
  dependsOn?: { containerName: string; condition: 'START' | 'COMPLETE' | 'SUCCESS' | 'HEALTHY' }[];
  startTimeout?: number;
  restartPolicy?: { enabled: boolean; ignoredExitCodes?: number[]; restartAttemptPeriod?: number };
  ulimits?: { name: string; softLimit: number; hardLimit: number }[];
  extraHosts?: { hostname: string; ipAddress: string }[];
  dnsServers?: string[];
  dnsSearchDomains?: string[];
  dockerSecurityOptions?: string[];
  systemControls?: { namespace: string; value: string }[];
  logConfiguration?: { logDriver: string; options?: Record<string, string> };
  healthCheck?: { command: string[]; interval?: number; timeout?: number; retries?: number; startPeriod?: number };
  linuxParameters?: {
    initProcessEnabled?: boolean;
    capabilities?: { add?: string[]; drop?: string[] };
    devices?: { hostPath: string; containerPath?: string; permissions?: string[] }[];
    sharedMemorySize?: number;
    tmpfs?: { containerPath: string; size: number; mountOptions?: string[] }[];
  };
}

/** Where tasks may be placed: each on another instance, or on those that an expression describes. */
export interface PlacementConstraint {
  type: 'distinctInstance' | 'memberOf';
  expression?: string;
}

/** A volume of a task definition; without any configuration it lives as long as its task. */
export interface Volume {
  name: string;
  host?: { sourcePath?: string };
  dockerVolumeConfiguration?: {
    scope: 'task' | 'shared';
    autoprovision?: boolean;
    driver?: string;
    driverOpts?: Record<string, string>;
    labels?: Record<string, string>;
  };
  efsVolumeConfiguration?: {
    fileSystemId: string;
    rootDirectory?: string;
    transitEncryption?: string;
    authorizationConfig?: { accessPointId?: string; iam?: string };
  };
}

export interface TaskDefinition {
  arn: string;
  family: string;
  revision: number;
  status: 'ACTIVE' | 'INACTIVE' | 'DELETE_IN_PROGRESS';
  containers: ContainerDefinition[];
  volumes: Volume[];
  placementConstraints?: PlacementConstraint[];
  cpu?: string;
  memory?: string;
  /** Members that are kept and told but mean nothing here: roles, networkMode, … */
  rest: Record<string, unknown>;
  tags: Tag[];
  registeredAt: number;
  deregisteredAt?: number;
  deleteRequestedAt?: number;
}

export interface LoadBalancer {
  targetGroupArn: string;
  containerName: string;
  containerPort: number;
}

export type RolloutState = 'IN_PROGRESS' | 'COMPLETED' | 'FAILED';

export interface Deployment {
  id: string;
  status: 'PRIMARY' | 'ACTIVE';
  taskDefinition: string;
  loadBalancers: LoadBalancer[];
  /** Of those that were started on capacity providers; the others have the launch type EC2. */
  strategy?: StrategyItem[];
  rolloutState: RolloutState;
  rolloutStateReason: string;
  /** Tasks that failed while it rolled out: what the circuit breaker counts. */
  failedTasks: number;
  /** Tasks that died early one after the other: what the back-off grows with. */
  crashes: number;
  /** No task is started before. */
  retryAt: number;
  createdAt: number;
  updatedAt: number;
}

/** What the history of a service keeps of one of its deployments, and with it what the service was then. */
export interface ServiceDeployment {
  id: string;
  /** The id of the deployment that it is about. */
  revision: string;
  /** The ids of the deployments that it takes the place of. */
  sources: string[];
  taskDefinition: string;
  loadBalancers: LoadBalancer[];
  strategy?: StrategyItem[];
  status:
    | 'IN_PROGRESS'
    | 'SUCCESSFUL'
    | 'STOPPED'
    | 'ROLLBACK_REQUESTED'
    | 'ROLLBACK_IN_PROGRESS'
    | 'ROLLBACK_SUCCESSFUL';
  statusReason?: string;
  settings: Pick<EcsService, 'minimumHealthyPercent' | 'maximumPercent' | 'circuitBreaker' | 'desiredCount'>;
  /** Tasks that the circuit breaker counted by its end. */
  failures: number;
  isBroken?: boolean;
  rollback?: { reason: string; startedAt: number; revision: string };
  createdAt: number;
  updatedAt: number;
  finishedAt?: number;
}

export interface ServiceEvent {
  id: string;
  createdAt: number;
  message: string;
}

export interface EcsService {
  arn: string;
  name: string;
  cluster: string;
  status: 'ACTIVE' | 'DRAINING' | 'INACTIVE';
  desiredCount: number;
  schedulingStrategy: 'REPLICA' | 'DAEMON';
  minimumHealthyPercent: number;
  maximumPercent: number;
  circuitBreaker: { enable: boolean; rollback: boolean };
  healthCheckGracePeriodSeconds: number;
  strategy?: StrategyItem[];
  /** The first one is PRIMARY. */
  deployments: Deployment[];
  /** The deployment a failed one is rolled back to. */
  lastCompleted?: Deployment;
  /** Its deployments, newest first. */
  history?: ServiceDeployment[];
  events: ServiceEvent[];
  /** True from the moment its steady state was told until something changes. */
  steady: boolean;
  /** Members that are kept and told but mean nothing here. */
  rest: Record<string, unknown>;
  tags: Tag[];
  /** What CreateService was asked, for as long as the service still is as it was asked for. */
  request?: string;
  createdAt: number;
  inactiveAt?: number;
}

export type TaskStatus = 'PROVISIONING' | 'PENDING' | 'RUNNING' | 'DEACTIVATING' | 'STOPPING' | 'STOPPED';
export type StopCode = 'TaskFailedToStart' | 'EssentialContainerExited' | 'UserInitiated' | 'ServiceSchedulerInitiated';
export type Health = 'HEALTHY' | 'UNHEALTHY' | 'UNKNOWN';

export interface TaskContainer {
  name: string;
  /** Its name at the Docker engine. */
  dockerName: string;
  image: string;
  essential: boolean;
  lastStatus: 'PENDING' | 'RUNNING' | 'STOPPED';
  runtimeId?: string;
  imageDigest?: string;
  ip?: string;
  startedAt?: number;
  /** When its restart policy last started it again. */
  restartedAt?: number;
  exitCode?: number;
  reason?: string;
  /** Docker told of memory that ran out: of this container's own end, or of a process within it. */
  sawOutOfMemory?: boolean;
  health: Health;
}

/** A place in a target group that a task's container has. */
export interface TaskTarget {
  targetGroupArn: string;
  containerName: string;
  ip: string;
  port: number;
  registered: boolean;
}

export interface ContainerOverride {
  name: string;
  command?: string[];
  environment?: { name: string; value: string }[];
  cpu?: number;
  memory?: number;
  memoryReservation?: number;
}

export interface TaskOverrides {
  containerOverrides: ContainerOverride[];
  cpu?: string;
  memory?: string;
  taskRoleArn?: string;
  executionRoleArn?: string;
}

export interface Task {
  arn: string;
  id: string;
  cluster: string;
  family: string;
  definition: string;
  group: string;
  /** Of a service's task: the service's name and the deployment that started it. */
  service?: string;
  deployment?: string;
  startedBy?: string;
  /** The token with which it was asked for, and for what. */
  request?: { clientToken: string; digest: string };
  /** No deployment and no scaling stops it before. */
  protectedUntil?: number;
  enableExecuteCommand?: boolean;
  capacityProvider?: string;
  overrides: TaskOverrides;
  /** CPU units and MiB that are set aside for it on this machine. */
  cpu: number;
  memory: number;
  lastStatus: TaskStatus;
  desiredStatus: 'RUNNING' | 'STOPPED';
  containers: TaskContainer[];
  loadBalancers: LoadBalancer[];
  targets: TaskTarget[];
  /** It was healthy once, by every measure it has. */
  provedHealthy: boolean;
  stopCode?: StopCode;
  stoppedReason?: string;
  tags: Tag[];
  version: number;
  createdAt: number;
  pullStartedAt?: number;
  pullStoppedAt?: number;
  startedAt?: number;
  stoppingAt?: number;
  executionStoppedAt?: number;
  stoppedAt?: number;
}
