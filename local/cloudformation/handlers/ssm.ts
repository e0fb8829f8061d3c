import type { Tag } from '../store/stacks.ts';
import { defined, pick, unlessGone } from './answers.ts';
import type { Context, Handler, HandlerTable, Made, Properties } from './handler.ts';
import { tagChanges } from './tags.ts';

const SETTINGS = ['AllowedPattern', 'DataType', 'Description', 'Policies', 'Tier', 'Type', 'Value'];

const parameter: Handler = {
  serves: ['Name', ...SETTINGS, 'Tags'],
  attributes: ['Type', 'Value'],
  replacedBy: ['Name'],
  async create(properties, context) {
    const name = await context.once(async () => {
      const Name = nameOf(properties, context);
      const Tags = context.tags(tagList(properties));
      await context.callAws('ssm', 'PutParameter', { Name, ...settings(properties), Tags });
      return Name;
    });
    return made(name, properties);
  },
  async update(properties, context, previous) {
    const name = context.physicalId as string;
    await context.callAws('ssm', 'PutParameter', { Name: name, ...settings(properties), Overwrite: true });
    await retag(name, properties, previous, context);
    return made(name, properties);
  },
  async delete(_, context) {
    await unlessGone(context.callAws('ssm', 'DeleteParameter', { Name: context.physicalId }));
  },
  async find(properties, context) {
    const Names = [nameOf(properties, context)];
    return (await context.callAws('ssm', 'GetParameters', { Names })).Parameters[0]?.Name;
  },
};

/** AWS::SSM::*. */
export const ssmHandlers: HandlerTable = { 'AWS::SSM::Parameter': parameter };

// Private

/** Parameters without a name are called CFN-… on AWS too. */
function nameOf(properties: Properties, context: Context): string {
  return properties.Name ?? `CFN-${context.name()}`;
}

function settings(properties: Properties): Properties {
  return defined({ ...pick(properties, SETTINGS), Value: String(properties.Value) });
}

/** Their tags are a map in templates. */
function tagList({ Tags = {} }: Properties): Tag[] {
  return Object.entries(Tags).map(([Key, Value]) => ({ Key, Value: String(Value) }));
}

function made(name: string, { Type, Value }: Properties): Made {
  return { physicalId: name, attributes: { Type, Value: String(Value) } };
}

async function retag(ResourceId: string, properties: Properties, previous: Properties, { callAws }: Context) {
  const { set, unset } = tagChanges({ Tags: tagList(properties) }, { Tags: tagList(previous) });
  const resource = { ResourceType: 'Parameter', ResourceId };
  if (set.length > 0) await callAws('ssm', 'AddTagsToResource', { ...resource, Tags: set });
  if (unset.length > 0) await callAws('ssm', 'RemoveTagsFromResource', { ...resource, TagKeys: unset });
}
