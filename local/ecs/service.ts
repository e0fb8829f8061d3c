import type { Log } from '../../lib/log.ts';
import { type Config, RACK_LABEL } from '../config.ts';
import { Containers } from '../docker/containers.ts';
import { openEngine, openQuietEngine, whenEngineAnswers } from '../docker/engine.ts';
import { ensureNetwork, networkName } from '../docker/network.ts';
import type { CallAws, Service } from '../endpoint/service.ts';
import type { Database } from '../store/database.ts';
import { Actions } from './actions.ts';
import { createArns } from './arns.ts';
import { coverage } from './coverage.ts';
import type { Ecs } from './ecs.ts';
import { forgetOld } from './forget.ts';
import { ImageSource } from './image-source.ts';
import { Launcher } from './launcher.ts';
import { Machine } from './machine.ts';
import type { Task } from './model.ts';
import { operationsOf } from './operations/all.ts';
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
    operations: operationsOf(ecs),
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
    restart: (container) => launcher.restart(container),
    restarted: (task, container, state) => launcher.restarted(task, container, state),
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
  const check = (task: Task) => watcher.check(task);
  const scheduler = new Scheduler({ store, targets, actions, check, log });
  const forget = () => forgetOld(store);
  const watcher: Watcher = new Watcher({
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
