import { Failure } from '../../lib/failure.ts';
import type { Log } from '../../lib/log.ts';
import type { Cluster, TaskInfo } from '../aws/ecs.ts';
import type { MachineInfo, Machines } from '../aws/machines.ts';
import type { Store } from '../store/store.ts';
import { type Actor, audited } from './actor.ts';
import { Departure, type DepartureOptions, type DepartureProgress } from './departure.ts';
import { requireAdmin } from './guard.ts';

/** A machine of the rack, as people see it. */
export interface InstanceInfo {
  /** `i-0123456789abcdef0` */
  id: string;
  /** `active`, `draining`, or `terminating` while it is drained to be ended. */
  status: string;
  /** Whether ECS hears of it. */
  agent: boolean;
  /** What part of its processor and memory tasks have reserved, 0 to 1. */
  cpu: number;
  memory: number;
  /** What it has: 1024 are a core; MiB. */
  total: { cpu: number; memory: number };
  /** Copies that run or start on it, the rack's own too. */
  processes: number;
  /** ISO 8601. */
  started: string | undefined;
  zone: string | undefined;
  type: string | undefined;
  privateIp: string | undefined;
  publicIp: string | undefined;
}

export interface InstancesOptions extends Pick<DepartureOptions, 'pace'> {
  machines: Pick<Machines, 'list' | 'setStatus' | 'terminate'>;
  cluster: Pick<Cluster, 'tasksOn'>;
  store: Pick<Store, 'audit' | 'terminations'>;
  log: Log;
}

/** Who changes a machine, and where its progress is told. */
export interface InstanceRequest extends DepartureProgress {
  actor: Actor;
  /** Also when it is the only one that takes tasks. */
  force: boolean;
}

/** The machines of the rack. All of it is for admins. */
export class Instances {
  private readonly options: InstancesOptions;
  private readonly departure: Departure;

  constructor(options: InstancesOptions) {
    this.options = options;
    this.departure = new Departure(options);
  }

  /** All machines, by their ids. */
  async list(actor: Actor): Promise<InstanceInfo[]> {
    requireAdmin(actor, 'the list of instances');
    const leaving = new Set(this.options.store.terminations.list().map(({ instance }) => instance));
    return (await this.options.machines.list()).map((machine) => describe(machine, leaving.has(machine.id)));
  }

  /** What of the apps runs on a machine. */
  async tasks(id: string, actor: Actor): Promise<TaskInfo[]> {
    requireAdmin(actor, 'what runs on an instance');
    return this.options.cluster.tasksOn((await this.find(id)).arn);
  }

  /** Has all copies on a machine replaced elsewhere, and gives it no more; answers when nothing of the apps runs on it. */
  async drain(id: string, request: InstanceRequest): Promise<void> {
    requireAdmin(request.actor, 'draining an instance');
    const machine = await this.changed(`instances drain ${id}`, id, request, () => {});
    await this.departure.untilEmpty(machine, request);
  }

  /** Gives a machine that was drained tasks again. A termination of it is called off. */
  async activate(id: string, actor: Actor): Promise<void> {
    requireAdmin(actor, 'activating an instance');
    await audited(this.options.store, { actor, what: `instances activate ${id}` }, async () => {
      const { arn } = await this.find(id);
      this.departure.callOff(id);
      await this.setStatus(arn, 'ACTIVE');
    });
  }

  /**
   * Drains a machine, then ends it; its group starts another one in its place. It goes on when the client is gone, and after a
   * restart of the server, which may run on that machine.
   */
  async terminate(id: string, request: InstanceRequest): Promise<void> {
    requireAdmin(request.actor, 'terminating an instance');
    const askedBy = request.actor.developer.name;
    const note = ({ arn }: MachineInfo) => this.options.store.terminations.add({ instance: id, arn, askedBy });
    const machine = await this.changed(`instances terminate ${id}`, id, request, note);
    await this.departure.end(machine, request);
  }

  /** After a start: goes on with what was asked for before. */
  resume(signal: AbortSignal): void {
    for (const { instance, arn } of this.options.store.terminations.list()) {
      const progress = { signal, tell: (text: string) => this.options.log.info(text) };
      this.departure.end({ id: instance, arn }, progress).catch((error) => {
        if (!signal.aborted) this.options.log.error(`the termination of ${instance}`, error);
      });
    }
  }

  // Private

  /** Begins to drain a machine, which is what the audit log tells of; the rest takes its time. */
  private changed(
    what: string,
    id: string,
    { actor, force }: InstanceRequest,
    note: (machine: MachineInfo) => void,
  ): Promise<MachineInfo> {
    return audited(this.options.store, { actor, what }, async () => {
      const machines = await this.options.machines.list();
      const machine = await this.find(id, machines);
      if (!force) requireOthers(machine, machines);
      await this.setStatus(machine.arn, 'DRAINING');
      note(machine);
      return machine;
    });
  }

  private async setStatus(arn: string, status: 'ACTIVE' | 'DRAINING'): Promise<void> {
    try {
      await this.options.machines.setStatus(arn, status);
    } catch (error) {
      if ((error as Error).name !== 'InvalidParameterException') throw error;
      throw new Failure('instance_stays', `ECS refuses it: ${(error as Error).message}`, {
        hint: 'See the instances of this rack: ssh rack instances',
        cause: error,
      });
    }
  }

  private async find(id: string, machines?: readonly MachineInfo[]): Promise<MachineInfo> {
    const found = (machines ?? (await this.options.machines.list())).find((machine) => machine.id === id);
    if (found) return found;
    throw new Failure('instance_not_found', `There is no instance ${id}.`, { hint: 'List them: ssh rack instances' });
  }
}

// Private

function describe(machine: MachineInfo, isLeaving: boolean): InstanceInfo {
  const { id, status, total, free, running, pending, registeredAt, zone, type } = machine;
  return {
    id,
    status: isLeaving ? 'terminating' : status.toLowerCase(),
    agent: machine.agentConnected,
    cpu: part(total.cpu - free.cpu, total.cpu),
    memory: part(total.memory - free.memory, total.memory),
    total,
    processes: running + pending,
    started: registeredAt?.toISOString(),
    zone,
    type,
    privateIp: machine.privateAddress,
    publicIp: machine.publicAddress,
  };
}

/** Rounded to a hundredth of a percent. */
const part = (some: number, all: number) => (all > 0 ? Math.round((some / all) * 10_000) / 10_000 : 0);

function requireOthers({ id }: MachineInfo, machines: readonly MachineInfo[]): void {
  const others = machines.filter((machine) => machine.id !== id && machine.status === 'ACTIVE');
  if (others.length > 0) return;
  throw new Failure(
    'last_instance',
    `${id} is the only instance that takes tasks: what runs on it has nowhere to go.`,
    {
      hint: 'Add another one first; or say --force, where the rack starts machines as they are needed.',
    },
  );
}
