import { defined, number, pick, unlessGone } from './answers.ts';
import type { Context, Handler, HandlerTable, Made, Properties } from './handler.ts';
import { until } from './pace.ts';
import { tagChanges, tagMap } from './tags.ts';

const stream: Handler = {
  serves: ['Name', 'RetentionPeriodHours', 'ShardCount', 'StreamEncryption', 'StreamModeDetails', 'Tags'],
  attributes: ['Arn'],
  replacedBy: ['Name'],
  async create(properties, context) {
    const StreamName = nameOf(properties, context);
    await context.once(async () => {
      const input = defined({
        StreamName,
        ShardCount: number(properties.ShardCount),
        StreamModeDetails: properties.StreamModeDetails,
        Tags: tagMap(context.tags(properties.Tags)),
      });
      await context.callAws('kinesis', 'CreateStream', input);
      return StreamName;
    });
    await active(StreamName, context);
    await setRetention(StreamName, properties, context);
    await setEncryption(StreamName, properties, {}, context);
    return made(StreamName, context);
  },
  async update(properties, context, previous) {
    const StreamName = context.physicalId as string;
    await setMode(StreamName, properties, context);
    await setShards(StreamName, properties, context);
    await setRetention(StreamName, properties, context);
    await setEncryption(StreamName, properties, previous, context);
    await retag(StreamName, properties, previous, context);
    return made(StreamName, context);
  },
  async delete(_, context) {
    const StreamName = context.physicalId as string;
    await unlessGone(context.callAws('kinesis', 'DeleteStream', { StreamName, EnforceConsumerDeletion: true }));
    await until(context, async () => ((await summary(StreamName, context)) ? undefined : true));
  },
  async find(properties, context) {
    return (await summary(nameOf(properties, context), context))?.StreamName;
  },
};

/** AWS::Kinesis::*. */
export const kinesisHandlers: HandlerTable = { 'AWS::Kinesis::Stream': stream };

// Private

function nameOf(properties: Properties, context: Context): string {
  return properties.Name ?? context.name(128);
}

async function summary(StreamName: string, { callAws }: Context): Promise<Properties | undefined> {
  return (await unlessGone(callAws('kinesis', 'DescribeStreamSummary', { StreamName })))?.StreamDescriptionSummary;
}

/** The stream's summary once it can be changed and used. */
function active(StreamName: string, context: Context): Promise<Properties> {
  return until(context, async () => {
    const found = await summary(StreamName, context);
    return found?.StreamStatus === 'ACTIVE' ? found : undefined;
  });
}

async function made(name: string, context: Context): Promise<Made> {
  return { physicalId: name, attributes: { Arn: (await active(name, context)).StreamARN } };
}

async function setRetention(StreamName: string, properties: Properties, context: Context): Promise<void> {
  const wanted = number(properties.RetentionPeriodHours) ?? 24;
  const current = (await active(StreamName, context)).RetentionPeriodHours;
  if (wanted === current) return;
  const operation = `${wanted > current ? 'Increase' : 'Decrease'}StreamRetentionPeriod`;
  await context.callAws('kinesis', operation, { StreamName, RetentionPeriodHours: wanted });
}

async function setMode(StreamName: string, properties: Properties, context: Context): Promise<void> {
  const wanted = properties.StreamModeDetails?.StreamMode ?? 'PROVISIONED';
  const found = await active(StreamName, context);
  if (wanted === (found.StreamModeDetails?.StreamMode ?? 'PROVISIONED')) return;
  const input = { StreamARN: found.StreamARN, StreamModeDetails: { StreamMode: wanted } };
  await context.callAws('kinesis', 'UpdateStreamMode', input);
}

async function setShards(StreamName: string, properties: Properties, context: Context): Promise<void> {
  const wanted = number(properties.ShardCount);
  const found = await active(StreamName, context);
  if (wanted === undefined || wanted === found.OpenShardCount) return;
  const input = { StreamName, TargetShardCount: wanted, ScalingType: 'UNIFORM_SCALING' };
  await context.callAws('kinesis', 'UpdateShardCount', input);
}

async function setEncryption(StreamName: string, next: Properties, last: Properties, context: Context): Promise<void> {
  const wanted: Properties | undefined = next.StreamEncryption;
  const old: Properties | undefined = last.StreamEncryption;
  if (JSON.stringify(wanted) === JSON.stringify(old)) return;
  await active(StreamName, context);
  const operation = wanted ? 'StartStreamEncryption' : 'StopStreamEncryption';
  const input = { StreamName, ...pick((wanted ?? old) as Properties, ['EncryptionType', 'KeyId']) };
  await context.callAws('kinesis', operation, input);
}

async function retag(StreamName: string, properties: Properties, previous: Properties, { callAws }: Context) {
  const { set, unset } = tagChanges(properties, previous);
  if (set.length > 0) await callAws('kinesis', 'AddTagsToStream', { StreamName, Tags: tagMap(set) });
  if (unset.length > 0) await callAws('kinesis', 'RemoveTagsFromStream', { StreamName, TagKeys: unset });
}
