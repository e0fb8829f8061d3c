import type { Input } from '../endpoint/service.ts';

export interface Tag {
  Key: string;
  Value: string;
}

/** A group of schedules. Times are milliseconds since 1970, here as below. */
export interface ScheduleGroup {
  name: string;
  created: number;
  modified: number;
  tags: Tag[];
  request?: Request | undefined;
}

export interface Schedule {
  name: string;
  group: string;
  created: number;
  modified: number;
  settings: Settings;
  /** Where a rate counts from. */
  anchor: number;
  /** When it is due next; undefined when it never is, or is disabled. */
  next?: number | undefined;
  request?: Request | undefined;
}

/** What a schedule is told to do, as its requests have it and with AWS's defaults in it. */
export interface Settings {
  ScheduleExpression: string;
  ScheduleExpressionTimezone: string;
  StartDate?: number | undefined;
  EndDate?: number | undefined;
  State: 'ENABLED' | 'DISABLED';
  FlexibleTimeWindow: { Mode: 'OFF' | 'FLEXIBLE'; MaximumWindowInMinutes?: number };
  ActionAfterCompletion: 'NONE' | 'DELETE';
  Description?: string | undefined;
  KmsKeyArn?: string | undefined;
  Target: Target;
}

/** The cluster in which a task is run, and how. */
export interface Target {
  Arn: string;
  RoleArn: string;
  EcsParameters: Input & { TaskDefinitionArn: string };
  Input?: string;
  RetryPolicy: { MaximumEventAgeInSeconds: number; MaximumRetryAttempts: number };
}

/** A request that may be repeated: its token, and what it asked for. */
export interface Request {
  token: string;
  digest: string;
}

/** One due time of a schedule that is being carried out, until the target has taken it or it is given up. */
export interface Invocation {
  id: string;
  /** The key of the schedule, its ARN and that of its group. */
  schedule: string;
  arn: string;
  groupArn: string;
  target: Target;
  due: number;
  /** How often it was tried, and when it is tried next. */
  attempts: number;
  at: number;
}
