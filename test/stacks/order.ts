import assert from 'node:assert/strict';
import type { Cloud, Shape } from './cloud.ts';

/**
 * Holds a stack's events to the order of its templates: nothing begins before what it needs is complete, and nothing is
 * deleted before what needs it is.
 */
export async function checkOrder(cloud: Cloud, stack: { id: string; templates: Shape[] }): Promise<void> {
  const needs = lasting(stack.templates);
  for (const phase of phases(await eventsOf(cloud, stack.id)))
    for (const [user, need] of needs) checkPair(phase, user, need);
}

// Private

interface Event {
  id: string;
  physicalId: string;
  status: string;
}

async function eventsOf(cloud: Cloud, StackName: string): Promise<Event[]> {
  const events: Shape[] = [];
  for (let NextToken: string | undefined; ; ) {
    const page = await cloud.ask('cloudformation', 'DescribeStackEvents', { StackName, NextToken });
    events.push(...page.StackEvents);
    NextToken = page.NextToken;
    if (!NextToken) break;
  }
  return events.reverse().map((event) => ({
    id: event.ResourceType === 'AWS::CloudFormation::Stack' ? '' : event.LogicalResourceId,
    physicalId: event.PhysicalResourceId ?? '',
    status: event.ResourceStatus,
  }));
}

/** The events between one status of the stack and the next. */
function phases(events: Event[]): Event[][] {
  const found: Event[][] = [];
  for (const event of events) {
    if (event.id === '') found.push([]);
    else {
      assert.ok(found.length > 0, 'the first event is the stack’s');
      found.at(-1)?.push(event);
    }
  }
  return found;
}

function checkPair(phase: Event[], user: string, need: string): void {
  const first = (id: string, status: RegExp) => phase.findIndex((one) => one.id === id && status.test(one.status));
  const last = (id: string, status: RegExp) => phase.findLastIndex((one) => one.id === id && status.test(one.status));
  const words = () => phase.map(({ id, status }) => `${id} ${status}`).join('\n');
  const begun = first(user, /^(CREATE|UPDATE)_IN_PROGRESS$/);
  const done = last(need, /^(CREATE|UPDATE)_(IN_PROGRESS|COMPLETE|FAILED)$/);
  if (begun >= 0 && done >= 0) assert.ok(done < begun, `${user} began before ${need} was done:\n${words()}`);
  const taken = first(need, /^DELETE_IN_PROGRESS$/);
  const left = last(user, /^DELETE_/);
  if (taken >= 0 && left >= 0) assert.ok(left < taken, `${need} went before ${user} was gone:\n${words()}`);
}

/** The needs that hold in all templates that have both resources: of others it depends on the moment. */
function lasting(templates: Shape[]): [string, string][] {
  const all = templates.map((template) => ({ ids: Object.keys(template.Resources), needs: [...edges(template)] }));
  const holds = ([user, need]: [string, string]) =>
    all.every(
      ({ ids, needs }) =>
        !ids.includes(user) || !ids.includes(need) || needs.some(([a, b]) => a === user && b === need),
    );
  return all.flatMap(({ needs }) => needs).filter(holds);
}

/** Which resource needs which, by Ref, Fn::GetAtt, Fn::Sub and DependsOn. */
function* edges({ Resources }: Shape): Generator<[string, string]> {
  for (const [id, resource] of Object.entries<Shape>(Resources))
    for (const need of new Set([...mentioned(resource.Properties), ...[resource.DependsOn ?? []].flat()]))
      if (need in Resources && need !== id) yield [id, need];
}

function mentioned(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(mentioned);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === 'Ref') return [String(inner)];
    if (key === 'Fn::GetAtt') return [String([inner].flat()[0])];
    const named = key === 'Fn::Sub' ? [...String(inner).matchAll(/\$\{(\w+)/g)].map(([, name]) => name as string) : [];
    return [...named, ...mentioned(inner)];
  });
}
