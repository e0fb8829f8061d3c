import type { Log } from '../../lib/log.ts';
import { type Config, RACK_LABEL } from '../config.ts';
import { Containers } from '../docker/containers.ts';
import { openEngine, openQuietEngine, whenEngineAnswers } from '../docker/engine.ts';
import { ensureNetwork } from '../docker/network.ts';
import type { CallAws, Service } from '../endpoint/service.ts';
import type { Database } from '../store/database.ts';
import { Actions } from './actions.ts';
import { createArns } from './arns.ts';
import { networkName } from './container-options.ts';
import { coverage } from './coverage.ts';
import type { Ecs } from './ecs.ts';
import { forgetOld } from './forget.ts';
import { ImageSource } from './image-source.ts';
import { Launcher } from './launcher.ts';
import { Machine } from './machine.ts';
import type { Task } from './model.ts';
import { createCapacityProvider } from './operations/create-capacity-provider.ts';
import { createCluster } from './operations/create-cluster.ts';
import { createService } from './operations/create-service.ts';
import { deleteCapacityProvider } from './operations/delete-capacity-provider.ts';
import { deleteCluster } from './operations/delete-cluster.ts';
import { deleteService } from './operations/delete-service.ts';
import { deleteTaskDefinitions } from './operations/delete-task-definitions.ts';
import { deregisterTaskDefinition } from './operations/deregister-task-definition.ts';
import { describeCapacityProviders } from './operations/describe-capacity-providers.ts';
import { describeClusters } from './operations/describe-clusters.ts';
import { describeContainerInstances } from './operations/describe-container-instances.ts';
import { describeServiceDeployments } from './operations/describe-service-deployments.ts';
import { describeServiceRevisions } from './operations/describe-service-revisions.ts';
import { describeServices } from './operations/describe-services.ts';
import { describeTaskDefinition } from './operations/describe-task-definition.ts';
import { describeTasks } from './operations/describe-tasks.ts';
import { executeCommand } from './operations/execute-command.ts';
import { getTaskProtection } from './operations/get-task-protection.ts';
import { listAccountSettings } from './operations/list-account-settings.ts';
import { listAttributes } from './operations/list-attributes.ts';
import { listClusters } from './operations/list-clusters.ts';
import { listContainerInstances } from './operations/list-container-instances.ts';
import { listServiceDeployments } from './operations/list-service-deployments.ts';
import { listServices } from './operations/list-services.ts';
import { listServicesByNamespace } from './operations/list-services-by-namespace.ts';
import { listTagsForResource } from './operations/list-tags-for-resource.ts';
import { listTaskDefinitionFamilies } from './operations/list-task-definition-families.ts';
import { listTaskDefinitions } from './operations/list-task-definitions.ts';
import { listTasks } from './operations/list-tasks.ts';
import { putAccountSetting } from './operations/put-account-setting.ts';
import { putClusterCapacityProviders } from './operations/put-cluster-capacity-providers.ts';
import { registerTaskDefinition } from './operations/register-task-definition.ts';
import { runTask } from './operations/run-task.ts';
import { stopServiceDeployment } from './operations/stop-service-deployment.ts';
import { stopTask } from './operations/stop-task.ts';
import { tagResource } from './operations/tag-resource.ts';
import { untagResource } from './operations/untag-resource.ts';
import { updateCapacityProvider } from './operations/update-capacity-provider.ts';
import { updateCluster } from './operations/update-cluster.ts';
import { updateClusterSettings } from './operations/update-cluster-settings.ts';
import { updateContainerInstancesState } from './operations/update-container-instances-state.ts';
import { updateService } from './operations/update-service.ts';
import { updateTaskProtection } from './operations/update-task-protection.ts';
import { Provisions } from './provisions.ts';
import { Scheduler } from './scheduler.ts';
import { Stopper } from './stopper.ts';
import { openStore, serviceOf } from './store.ts';
import { Targets } from './targets.ts';
import { Volumes } from './volumes.ts';
import { Watcher } from './watcher.ts';

/** How long the containers of stopped tasks stay, for whoever reads their logs. */
const KEEP_CONTAINERS_MS = 3 * 60_000;

export interface EcsDeps {
  database: Database;
  config: Config;
  callAws: CallAws;
  log: Log;
  /** The calls that ECS makes as a task's execution role; `callAws` unless told. */
  callAs?: (roleArn: string, session: string) => CallAws;
  /** Where containers reach this endpoint. Without it tasks get no credentials of their roles. */
  endpointUrl?: string | undefined;
  /** Milliseconds that the containers of stopped tasks stay; three minutes unless told. */
  keepContainers?: number;
}

/** ECS on one machine: tasks are containers of its Docker engine, services keep them running. What is missing of it is in coverage.ts. */
export function createEcs(deps: EcsDeps): Service & { start(): Promise<void>; stop(): Promise<void> } {
  const { ecs, watcher, prepare, close } = wire(deps);
  return {
    signingName: 'ecs',
    protocol: 'json',
    version: '2014-11-13',
    target: 'AmazonEC2ContainerServiceV20141113',
    coverage,
    operations: {
      CreateCapacityProvider: createCapacityProvider(ecs),
      CreateCluster: createCluster(ecs),
      CreateService: createService(ecs),
      DeleteCapacityProvider: deleteCapacityProvider(ecs),
      DeleteCluster: deleteCluster(ecs),
      DeleteService: deleteService(ecs),
      DeleteTaskDefinitions: deleteTaskDefinitions(ecs),
      DeregisterTaskDefinition: deregisterTaskDefinition(ecs),
      DescribeCapacityProviders: describeCapacityProviders(ecs),
      DescribeClusters: describeClusters(ecs),
      DescribeContainerInstances: describeContainerInstances(ecs),
      DescribeServiceDeployments: describeServiceDeployments(ecs),
      DescribeServiceRevisions: describeServiceRevisions(ecs),
      DescribeServices: describeServices(ecs),
      DescribeTaskDefinition: describeTaskDefinition(ecs),
      DescribeTasks: describeTasks(ecs),
      ExecuteCommand: executeCommand(ecs),
      GetTaskProtection: getTaskProtection(ecs),
      ListAccountSettings: listAccountSettings(ecs),
      ListAttributes: listAttributes(ecs),
      ListClusters: listClusters(ecs),
      ListContainerInstances: listContainerInstances(ecs),
      ListServiceDeployments: listServiceDeployments(ecs),
      ListServices: listServices(ecs),
      ListServicesByNamespace: listServicesByNamespace(),
      ListTagsForResource: listTagsForResource(ecs),
      ListTaskDefinitionFamilies: listTaskDefinitionFamilies(ecs),
      ListTaskDefinitions: listTaskDefinitions(ecs),
      ListTasks: listTasks(ecs),
      PutAccountSetting: putAccountSetting(ecs),
      PutClusterCapacityProviders: putClusterCapacityProviders(ecs),
      RegisterTaskDefinition: registerTaskDefinition(ecs),
      RunTask: runTask(ecs),
      StopServiceDeployment: stopServiceDeployment(ecs),
      StopTask: stopTask(ecs),
      TagResource: tagResource(ecs),
      UntagResource: untagResource(ecs),
      UpdateCapacityProvider: updateCapacityProvider(ecs),
      UpdateCluster: updateCluster(ecs),
      UpdateClusterSettings: updateClusterSettings(ecs),
      UpdateContainerInstancesState: updateContainerInstancesState(ecs),
      UpdateService: updateService(ecs),
      UpdateTaskProtection: updateTaskProtection(ecs),
    },
    async start() {
      await prepare();
      // First what ended while nobody looked: the planner must not count on the dead.
      await watcher.reconcile();
      for (const task of ecs.store.tasks.all()) resume(ecs, task);
      watcher.start();
      ecs.scheduler.start();
    },
    async stop() {
      close();
    },
  };
}

// Private

function resume({ launcher, stopper }: Ecs, task: Task): void {
  if (task.lastStatus === 'STOPPED') return;
  if (task.desiredStatus === 'STOPPED') void stopper.resume(task);
  else void launcher.resume(task);
}

function wire(deps: EcsDeps) {
  const { database, config, callAws, callAs, log, endpointUrl, keepContainers = KEEP_CONTAINERS_MS } = deps;
  const { rack, region } = config;
  const closing = new AbortController();
  const { signal } = closing;
  const store = openStore(database);
  const arns = createArns(config);
  const engine = openEngine();
  const containers = new Containers(engine);
  const machine = new Machine(engine, store);
  const targets = new Targets(callAws, store, signal);
  const images = new ImageSource(engine, callAws);
  const volumes = new Volumes({ rack, region, arns, engine, callAws });
  const provisions = new Provisions({ callAws, callAs, region, endpointUrl, volumes, signal });
  const network = () => ensureNetwork(engine, networkName(rack), { [RACK_LABEL]: rack });
  const onChange = (task: Task) => {
    const service = serviceOf(store, task);
    if (service) scheduler.wake(service);
  };
  const countFailure = (task: Task) => {
    const service = serviceOf(store, task);
    if (service) actions.countFailure(service, task);
  };
  const stopper: Stopper = new Stopper({
    store,
    engine: containers,
    targets,
    log,
    signal,
    settled: (task) => launcher.settled(task),
    restart: (task, container) => launcher.restart(task, container),
    onChange,
    onFailure: countFailure,
  });
  const launcher = new Launcher({
    rack,
    arns,
    store,
    engine: {
      create: (options) => containers.create(options),
      start: (name) => containers.start(name),
      inspect: (name) => containers.inspect(name),
      ensureNetwork: network,
    },
    images,
    targets,
    provisions,
    log,
    signal,
    onChange,
    onFailure: (task, reason) => {
      countFailure(task);
      void stopper.stop(task, 'TaskFailedToStart', reason);
    },
    onEnded: (task, container, state) => stopper.ended(task, container, state),
  });
  const actions = new Actions({ rack, region, arns, store, machine, launcher, stopper });
  const scheduler = new Scheduler({ store, targets, actions, log });
  const forget = () => forgetOld(store);
  const watcher = new Watcher({
    rack,
    store,
    engine: openQuietEngine(),
    containers,
    volumes,
    stopper,
    log,
    signal,
    keepContainers,
    onChange,
    forget,
  });
  const ecs: Ecs = { rack, region, arns, store, machine, launcher, stopper, scheduler, callAws };
  return {
    ecs,
    watcher,
    prepare: () => whenEngineAnswers(() => Promise.all([network(), machine.measure()]), signal),
    close: () => {
      closing.abort();
      watcher.stop();
      scheduler.stop();
    },
  };
}
