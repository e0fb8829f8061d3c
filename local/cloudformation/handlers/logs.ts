import { defined, number, unlessGone } from './answers.ts';
import type { Context, Handler, HandlerTable, Made, Properties } from './handler.ts';
import { tagChanges, tagMap } from './tags.ts';

const logGroup: Handler = {
  serves: ['LogGroupName', 'RetentionInDays', 'Tags'],
  inert: { KmsKeyId: 'No log lines are kept.', LogGroupClass: 'No log lines are kept.' },
  attributes: ['Arn'],
  replacedBy: ['LogGroupName'],
  async create(properties, context) {
    const name = nameOf(properties, context);
    await context.once(async () => {
      const tags = tagMap(context.tags(properties.Tags));
      await context.callAws(
        'logs',
        'CreateLogGroup',
        defined({ logGroupName: name, kmsKeyId: properties.KmsKeyId, tags }),
      );
      return name;
    });
    await setRetention(name, properties, context);
    return made(name, context);
  },
  async update(properties, context, previous) {
    const name = context.physicalId as string;
    if (properties.RetentionInDays !== previous.RetentionInDays) await setRetention(name, properties, context, true);
    await retag(name, properties, previous, context);
    return made(name, context);
  },
  async delete(_, context) {
    await unlessGone(context.callAws('logs', 'DeleteLogGroup', { logGroupName: context.physicalId }));
  },
  async find(properties, context) {
    const name = nameOf(properties, context);
    const { logGroups } = await context.callAws('logs', 'DescribeLogGroups', { logGroupNamePrefix: name });
    return logGroups.some((group: Properties) => group.logGroupName === name) ? name : undefined;
  },
};

/** AWS::Logs::*. */
export const logsHandlers: HandlerTable = { 'AWS::Logs::LogGroup': logGroup };

// Private

function nameOf(properties: Properties, context: Context): string {
  return properties.LogGroupName ?? context.name();
}

function arnOf(name: string, { region, account }: Context): string {
  return `arn:aws:logs:${region}:${account}:log-group:${name}`;
}

function made(name: string, context: Context): Made {
  return { physicalId: name, attributes: { Arn: `${arnOf(name, context)}:*` } };
}

async function setRetention(
  logGroupName: string,
  properties: Properties,
  { callAws }: Context,
  hadOne = false,
): Promise<void> {
  const retentionInDays = number(properties.RetentionInDays);
  if (retentionInDays !== undefined) await callAws('logs', 'PutRetentionPolicy', { logGroupName, retentionInDays });
  else if (hadOne) await unlessGone(callAws('logs', 'DeleteRetentionPolicy', { logGroupName }));
}

async function retag(name: string, properties: Properties, previous: Properties, context: Context): Promise<void> {
  const { set, unset } = tagChanges(properties, previous);
  const resourceArn = arnOf(name, context);
  if (set.length > 0) await context.callAws('logs', 'TagResource', { resourceArn, tags: tagMap(set) });
  if (unset.length > 0) await context.callAws('logs', 'UntagResource', { resourceArn, tagKeys: unset });
}
