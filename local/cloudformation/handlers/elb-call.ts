import type { Context, Properties } from './handler.ts';
import { tagChanges } from './tags.ts';

/** Calls the load balancing API. */
export function elb({ callAws }: Context, operation: string, input: Properties) {
  return callAws('elasticloadbalancing', operation, input);
}

/** Attributes (`idle_timeout.timeout_seconds`) as the API takes them: texts. */
export function attributeList(attributes: Properties[]): Properties[] {
  return attributes.map(({ Key, Value }) => ({ Key, Value: String(Value) }));
}

/** Changes the tags of a load balancing resource to those of an update. */
export async function retagElb(arn: string, properties: Properties, previous: Properties, context: Context) {
  const { set, unset } = tagChanges(properties, previous);
  if (set.length > 0) await elb(context, 'AddTags', { ResourceArns: [arn], Tags: set });
  if (unset.length > 0) await elb(context, 'RemoveTags', { ResourceArns: [arn], TagKeys: unset });
}

/** The part of an ARN that metrics and names of the balancer use: all after `loadbalancer/` or from `targetgroup/`. */
export function fullName(arn: string): string {
  return arn
    .split(':')
    .slice(5)
    .join(':')
    .replace(/^loadbalancer\//, '');
}
