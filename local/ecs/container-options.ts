import type { ContainerCreateOptions } from 'dockerode';
import { RACK_LABEL } from '../config.ts';
import { networkName } from '../docker/network.ts';
import { dockerHealthCheck } from './health-check.ts';
import type { ContainerDefinition, ContainerOverride, Task, TaskContainer, TaskDefinition } from './model.ts';

/** The label that says which task a container belongs to, as the ECS agent sets it. */
export const TASK_LABEL = 'com.amazonaws.ecs.task-arn';
/** The label that says which cluster a container belongs to, as the ECS agent sets it. */
export const CLUSTER_LABEL = 'com.amazonaws.ecs.cluster';
/** The label that holds a container's name within its task, as the ECS agent sets it. */
export const CONTAINER_LABEL = 'com.amazonaws.ecs.container-name';

/** Where Docker finds a volume: a path of this machine, or the name of a volume of its own. */
export interface VolumeSource {
  source: string;
  /** Docker fills a new volume of its own with what the image has at the same place; EFS does not. */
  noCopy: boolean;
}

const MIB = 1024 * 1024;

/** Whatever the definition asks for, logs are Docker's own files, capped so that no app fills the disk. */
const LOGS = { Type: 'json-file', Config: { 'max-size': '10m', 'max-file': '5' } };

/** What Docker is told to make for one container of a task. No port is published: the balancer reaches its address. */
export function containerOptions(of: {
  rack: string;
  clusterArn: string;
  task: Task;
  definition: TaskDefinition;
  container: TaskContainer;
  secrets: Record<string, string>;
  /** The environment by which it acts as its task's role. */
  role: Record<string, string>;
  /** Where its task's volumes are, by their names. */
  volumes: Record<string, VolumeSource>;
  /** Further names that it knows: `name:address`. */
  hosts?: string[];
}): ContainerCreateOptions & { name: string } {
  const wanted = containerDefinition(of.definition, of.container.name);
  const override = of.task.overrides.containerOverrides.find(({ name }) => name === wanted.name);
  return {
    name: of.container.dockerName,
    Image: wanted.image,
    Env: environment(wanted, override, of),
    Labels: labels(of, wanted),
    ExposedPorts: exposedPorts(wanted),
    ...present({
      Cmd: override?.command ?? wanted.command,
      Entrypoint: wanted.entryPoint,
      User: wanted.user,
      WorkingDir: wanted.workingDirectory,
      Hostname: wanted.hostname,
      StopTimeout: wanted.stopTimeout,
      Tty: wanted.pseudoTerminal,
      OpenStdin: wanted.interactive,
      Healthcheck: dockerHealthCheck(wanted),
    }),
    HostConfig: hostConfig(of, wanted, override),
  };
}

/** The container definition of this name; a task has none that its definition has not. */
export function containerDefinition(definition: TaskDefinition, name: string): ContainerDefinition {
  return definition.containers.find((each) => each.name === name) as ContainerDefinition;
}

// Private

function environment(
  wanted: ContainerDefinition,
  override: ContainerOverride | undefined,
  { secrets, role }: Pick<Parameters<typeof containerOptions>[0], 'secrets' | 'role'>,
): string[] {
  const pairs = [...wanted.environment, ...(override?.environment ?? [])].map(({ name, value }) => [name, value]);
  const own = { ...secrets, ...Object.fromEntries(pairs) };
  // A key of its own must not be mixed with the rest of the role's.
  const all = own.AWS_ACCESS_KEY_ID === undefined ? { ...role, ...own } : own;
  return Object.entries(all).map(([name, value]) => `${name}=${value}`);
}

function labels(
  { rack, clusterArn, task, definition }: Parameters<typeof containerOptions>[0],
  wanted: ContainerDefinition,
): Record<string, string> {
  return {
    ...wanted.dockerLabels,
    [CLUSTER_LABEL]: clusterArn,
    [CONTAINER_LABEL]: wanted.name,
    [TASK_LABEL]: task.arn,
    'com.amazonaws.ecs.task-definition-family': definition.family,
    'com.amazonaws.ecs.task-definition-version': String(definition.revision),
    [RACK_LABEL]: rack,
  };
}

function exposedPorts({ portMappings }: ContainerDefinition): Record<string, object> {
  return Object.fromEntries(portMappings.map(({ containerPort, protocol }) => [`${containerPort}/${protocol}`, {}]));
}

function hostConfig(
  { rack, task, definition, volumes, hosts = [] }: Parameters<typeof containerOptions>[0],
  wanted: ContainerDefinition,
  override: ContainerOverride | undefined,
): ContainerCreateOptions['HostConfig'] {
  const linux = wanted.linuxParameters;
  const hard = override?.memory ?? wanted.memory ?? number(task.overrides.memory ?? definition.memory);
  const soft = override?.memoryReservation ?? wanted.memoryReservation;
  return present({
    NetworkMode: networkName(rack),
    RestartPolicy: { Name: 'no' },
    LogConfig: LOGS,
    Init: linux?.initProcessEnabled,
    PidMode: definition.rest.pidMode as string | undefined,
    // Without swap: the limit is what the app really gets.
    Memory: hard && hard * MIB,
    MemorySwap: hard && hard * MIB,
    MemoryReservation: soft && soft * MIB,
    CpuShares: override?.cpu || wanted.cpu || undefined,
    Privileged: wanted.privileged,
    ReadonlyRootfs: wanted.readonlyRootFilesystem,
    CapAdd: linux?.capabilities?.add,
    CapDrop: linux?.capabilities?.drop,
    ShmSize: linux?.sharedMemorySize && linux.sharedMemorySize * MIB,
    Tmpfs: linux?.tmpfs && tmpfs(linux.tmpfs),
    Ulimits: wanted.ulimits?.map(({ name, softLimit, hardLimit }) => ({
      Name: name,
      Soft: softLimit,
      Hard: hardLimit,
    })),
    ExtraHosts: extraHosts(wanted, hosts),
    Dns: wanted.dnsServers,
    DnsSearch: wanted.dnsSearchDomains,
    SecurityOpt: wanted.dockerSecurityOptions,
    Sysctls:
      wanted.systemControls && Object.fromEntries(wanted.systemControls.map((each) => [each.namespace, each.value])),
    Devices: linux?.devices?.map(({ hostPath, containerPath, permissions }) => ({
      PathOnHost: hostPath,
      PathInContainer: containerPath ?? hostPath,
      CgroupPermissions: (permissions ?? ['read', 'write', 'mknod']).map((each) => each.charAt(0)).join(''),
    })),
    Binds: binds(volumes, wanted),
  });
}

function extraHosts({ extraHosts = [] }: ContainerDefinition, hosts: string[]): string[] | undefined {
  const all = [...extraHosts.map(({ hostname, ipAddress }) => `${hostname}:${ipAddress}`), ...hosts];
  return all.length > 0 ? all : undefined;
}

function tmpfs(mounts: { containerPath: string; size: number; mountOptions?: string[] }[]): Record<string, string> {
  const options = ({ size, mountOptions }: (typeof mounts)[number]) =>
    [`size=${size}m`, ...(mountOptions ?? [])].join(',');
  return Object.fromEntries(mounts.map((mount) => [mount.containerPath, options(mount)]));
}

function binds(volumes: Record<string, VolumeSource>, { mountPoints }: ContainerDefinition): string[] | undefined {
  const bind = ({ sourceVolume, containerPath, readOnly }: ContainerDefinition['mountPoints'][number]) => {
    const { source, noCopy } = volumes[sourceVolume] as VolumeSource;
    const options = [readOnly ? 'ro' : 'rw', ...(noCopy ? ['nocopy'] : [])];
    return `${source}:${containerPath}:${options.join(',')}`;
  };
  return mountPoints.length > 0 ? mountPoints.map(bind) : undefined;
}

function number(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

function present<T extends object>(members: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(
    Object.entries(members).filter(([, value]) => value !== undefined && value !== null),
  ) as never;
}
