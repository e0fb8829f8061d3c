import type { Value, Values } from '../template/template.ts';
import { boolean, defined, number, pick, unlessGone } from './answers.ts';
import { toCamel } from './casing.ts';
import type { Context, Handler, HandlerTable, Made, Properties } from './handler.ts';
import { tagChanges } from './tags.ts';

const PLAIN = [
  'Description',
  'GroupName',
  'KmsKeyArn',
  'ScheduleExpression',
  'ScheduleExpressionTimezone',
  'StartDate',
  'EndDate',
  'State',
];

const schedule: Handler = {
  serves: [...PLAIN, 'FlexibleTimeWindow', 'Name', 'Target'],
  attributes: ['Arn'],
  replacedBy: ['Name'],
  async create(properties, context) {
    const Name = properties.Name ?? context.name(MOST_NAME);
    await context.once(async () => {
      const input = { Name, ClientToken: tokenOf(context), ...settings(properties) };
      await context.callAws('scheduler', 'CreateSchedule', input);
      return Name;
    });
    return made(Name, properties, context);
  },
  async update(properties, context, previous) {
    const Name = context.physicalId as string;
    if (properties.GroupName === previous.GroupName) {
      await context.callAws('scheduler', 'UpdateSchedule', { Name, ...settings(properties) });
    } else await move(Name, properties, previous, context);
    return made(Name, properties, context);
  },
  async delete(properties, context) {
    await remove(context.physicalId as string, properties, context);
  },
  async find(properties, context) {
    const Name = properties.Name ?? context.name(MOST_NAME);
    return (await look(Name, properties, context))?.Name;
  },
};

const group: Handler = {
  serves: ['Name', 'Tags'],
  attributes: ['Arn', 'CreationDate', 'LastModificationDate', 'State'],
  replacedBy: ['Name'],
  async create(properties, context) {
    const Name = properties.Name ?? context.name(MOST_NAME);
    await context.once(async () => {
      const input = { Name, ClientToken: tokenOf(context), Tags: context.tags(properties.Tags) };
      await context.callAws('scheduler', 'CreateScheduleGroup', input);
      return Name;
    });
    return madeGroup(Name, context);
  },
  async update(properties, context, previous) {
    const Name = context.physicalId as string;
    const { set, unset } = tagChanges(properties, previous);
    const { attributes } = await madeGroup(Name, context);
    const ResourceArn = attributes.Arn;
    if (set.length > 0) await context.callAws('scheduler', 'TagResource', { ResourceArn, Tags: set });
    if (unset.length > 0) await context.callAws('scheduler', 'UntagResource', { ResourceArn, TagKeys: unset });
    return madeGroup(Name, context);
  },
  async delete(_, context) {
    await unlessGone(context.callAws('scheduler', 'DeleteScheduleGroup', { Name: context.physicalId }));
  },
  async find(properties, { callAws, name }) {
    const Name = properties.Name ?? name(MOST_NAME);
    return (await unlessGone(callAws('scheduler', 'GetScheduleGroup', { Name })))?.Name;
  },
};

/** AWS::Scheduler::*. */
export const schedulerHandlers: HandlerTable = {
  'AWS::Scheduler::Schedule': schedule,
  'AWS::Scheduler::ScheduleGroup': group,
};

// Private

const MOST_NAME = 64;

/** A token of CloudFormation's, as long as the scheduler takes them. */
function tokenOf({ token }: Context): string {
  return token.slice(-64).replace(/[^\w-]/g, '-');
}

function settings(properties: Properties): Properties {
  const { Mode, MaximumWindowInMinutes } = properties.FlexibleTimeWindow;
  return {
    ...pick(properties, PLAIN),
    FlexibleTimeWindow: defined({ Mode, MaximumWindowInMinutes: number(MaximumWindowInMinutes) }),
    Target: target(properties.Target),
  };
}

/** The scheduler has its own members as templates do, and those of ECS as ECS does. */
function target({ EcsParameters, RetryPolicy, ...rest }: Properties): Properties {
  const { MaximumEventAgeInSeconds, MaximumRetryAttempts } = RetryPolicy ?? {};
  const policy = {
    MaximumEventAgeInSeconds: number(MaximumEventAgeInSeconds),
    MaximumRetryAttempts: number(MaximumRetryAttempts),
  };
  return defined({
    ...rest,
    RetryPolicy: RetryPolicy && defined(policy),
    EcsParameters: EcsParameters && ecsParameters(EcsParameters),
  });
}

const INNER = ['CapacityProviderStrategy', 'NetworkConfiguration', 'PlacementConstraints', 'PlacementStrategy'];

function ecsParameters(properties: Properties): Properties {
  const inner = Object.entries(pick(properties, INNER)).map(([name, value]) => [name, inCamel(value)]);
  return defined({
    ...properties,
    ...Object.fromEntries(inner),
    TaskCount: number(properties.TaskCount),
    EnableECSManagedTags: boolean(properties.EnableECSManagedTags),
    EnableExecuteCommand: boolean(properties.EnableExecuteCommand),
  });
}

function inCamel(value: Value): Value {
  return Array.isArray(value) ? value.map((each) => toCamel(each)) : toCamel(value as Values);
}

function made(name: string, { GroupName = 'default' }: Properties, { region, account }: Context): Made {
  const Arn = `arn:aws:scheduler:${region}:${account}:schedule/${GroupName}/${name}`;
  return { physicalId: name, attributes: { Arn } };
}

async function madeGroup(Name: string, { callAws }: Context): Promise<Made> {
  const found = await callAws('scheduler', 'GetScheduleGroup', { Name });
  const dates = {
    CreationDate: found.CreationDate.toISOString(),
    LastModificationDate: found.LastModificationDate.toISOString(),
  };
  return { physicalId: Name, attributes: { Arn: found.Arn, State: found.State, ...dates } };
}

/** A schedule of another group is another one under the same name. */
async function move(Name: string, properties: Properties, previous: Properties, context: Context): Promise<void> {
  const input = { Name, ...settings(properties) };
  const isThere = await look(Name, properties, context);
  await context.callAws('scheduler', isThere ? 'UpdateSchedule' : 'CreateSchedule', input);
  await remove(Name, previous, context);
}

async function look(Name: string, { GroupName }: Properties, { callAws }: Context): Promise<Properties | undefined> {
  return unlessGone(callAws('scheduler', 'GetSchedule', defined({ Name, GroupName })));
}

async function remove(Name: string, { GroupName }: Properties, { callAws }: Context): Promise<void> {
  await unlessGone(callAws('scheduler', 'DeleteSchedule', defined({ Name, GroupName })));
}
