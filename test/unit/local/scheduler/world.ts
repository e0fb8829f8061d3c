import { createRegistry } from '../../../../local/endpoint/registry.ts';
import { AwsError, type Input, type Service } from '../../../../local/endpoint/service.ts';
import { callAsRole, createAuthorizer } from '../../../../local/iam/authorization/authorizer.ts';
import { createIam } from '../../../../local/iam/service.ts';
import type { Clock } from '../../../../local/scheduler/clock.ts';
import { createScheduler } from '../../../../local/scheduler/service.ts';
import { type Database, openDatabase } from '../../../../local/store/database.ts';
import { createSts } from '../../../../local/sts/service.ts';
import { Sessions } from '../../../../local/sts/sessions.ts';
import { newPlace } from '../place.ts';

const config = newPlace();
export const CLUSTER = `arn:aws:ecs:eu-central-1:123456789012:cluster/main`;
export const DEFINITION = `arn:aws:ecs:eu-central-1:123456789012:task-definition/job:1`;
export const ROLE = 'arn:aws:iam::123456789012:role/timers';

/** A clock that goes on when it is told to. */
export class SetClock implements Clock {
  private time: number;
  private waiting: { at: number; ring: () => void } | undefined;

  constructor(time: string) {
    this.time = Date.parse(time);
  }

  now = () => this.time;

  alarm(at: number, ring: () => void): () => void {
    const mine = { at, ring };
    this.waiting = mine;
    return () => {
      if (this.waiting === mine) this.waiting = undefined;
    };
  }

  /** When somebody wants to be woken. */
  get next(): string | undefined {
    return this.waiting && new Date(this.waiting.at).toISOString();
  }

  set(time: string): void {
    this.time = Date.parse(time);
    const { waiting } = this;
    if (!waiting || waiting.at > this.time) return;
    this.waiting = undefined;
    waiting.ring();
  }
}

/** A scheduler with IAM beside it, and an ECS that notes what it is asked to run. */
export class World {
  readonly clock: SetClock;
  readonly runs: Input[] = [];
  readonly told: string[] = [];
  readonly database: Database;
  readonly call: (operation: string, input?: Input) => Promise<Input>;
  /** What ECS answers instead of running a task. */
  answer: ((input: Input) => object | Promise<object>) | undefined;
  private readonly registry;
  private scheduler;

  constructor(time = '2026-11-26T10:00:30Z', database = openDatabase(':memory:')) {
    this.clock = new SetClock(time);
    this.database = database;
    this.registry = createRegistry((work) => database.atomically(work));
    const { callAws } = this.registry;
    const sessions = new Sessions(config.home);
    for (const service of [createIam({ config, database }), createSts({ config, callAws, sessions }), this.ecs()]) {
      this.registry.add(service);
    }
    this.scheduler = this.begin();
    this.call = (operation, input = {}) => callAws('scheduler', operation, input);
  }

  /** Ends the process, as hard as `kill -9` does, and starts it anew at a time. */
  async restart(time?: string): Promise<void> {
    await this.scheduler.stop();
    if (time) this.clock.set(time);
    this.scheduler = this.begin();
    await this.scheduler.start();
    await this.passes();
  }

  async start(): Promise<this> {
    await this.scheduler.start();
    return this;
  }

  stop(): Promise<void> {
    return this.scheduler.stop();
  }

  /** The clock says this now, and all that is due then was done. */
  async passes(time?: string): Promise<void> {
    this.clock.set(time ?? new Date(this.clock.now()).toISOString());
    await this.scheduler.settled();
  }

  async iam(operation: string, input: Input): Promise<void> {
    await this.registry.callAws('iam', operation, input);
  }

  /** The role that schedules take, trusted and allowed to run tasks. */
  async makeRole(actions: string[] = ['ecs:RunTask', 'iam:PassRole']): Promise<void> {
    await this.iam('CreateRole', { RoleName: 'timers', AssumeRolePolicyDocument: trusting('scheduler.amazonaws.com') });
    await this.allow(actions);
  }

  async allow(actions: string[]): Promise<void> {
    const PolicyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }],
    });
    await this.iam('PutRolePolicy', { RoleName: 'timers', PolicyName: 'run', PolicyDocument });
  }

  // Private

  private begin() {
    const { callAws } = this.registry;
    const callAs = callAsRole(createAuthorizer({ callAws, config }), callAws);
    const log = { info: () => {}, error: (message: string) => void this.told.push(message) };
    const scheduler = createScheduler({ config, database: this.database, log, callAws, callAs, clock: this.clock });
    this.registry.add(scheduler);
    return scheduler;
  }

  private ecs(): Service {
    const taskRoleArn = 'arn:aws:iam::123456789012:role/task';
    return {
      signingName: 'ecs',
      protocol: 'json',
      version: '',
      operations: {
        RunTask: (input) => {
          this.runs.push(input);
          return this.answer?.(input) ?? { tasks: [{}], failures: [] };
        },
        DescribeTaskDefinition: () => ({ taskDefinition: { taskRoleArn } }),
      },
    };
  }
}

/** A trust policy. */
export function trusting(principal: string, Condition?: object): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: principal }, Action: 'sts:AssumeRole', Condition }],
  });
}

/** What CreateSchedule is asked, on the minute of a cron expression unless told. */
export function schedule(more: Input = {}, target: Input = {}): Input {
  return {
    Name: 'nightly',
    ScheduleExpression: 'cron(0/5 * * * ? *)',
    FlexibleTimeWindow: { Mode: 'OFF' },
    ...more,
    Target: { Arn: CLUSTER, RoleArn: ROLE, EcsParameters: { TaskDefinitionArn: DEFINITION }, ...target },
  };
}

/** The error of an engine that is away. */
export const away = () => {
  throw new AwsError('ServiceUnavailable', 'Docker does not answer.', 503);
};
