import { evaluate } from '../evaluate/intrinsics.ts';
import type { HandlerTable } from '../handlers/handler.ts';
import type { Change, ChangeDetail } from '../store/change.ts';
import type { Resource, ResourceState } from '../store/resources.ts';
import type { Tag } from '../store/stacks.ts';
import { type References, referencesIn } from '../template/references.ts';
import type { Template, Value, Values } from '../template/template.ts';
import type { Blueprint } from './blueprint.ts';
import { canonical } from './diff.ts';

/** A stack as it stands: its resources, and the template and parameters that they came from. */
export interface Standing {
  resources: readonly Resource[];
  template: Template | undefined;
  parameters: Readonly<Record<string, Value>>;
}

/** What it takes to bring a stack from what stands to what the blueprint says, in the words of a change set. */
export function changesTo(blueprint: Blueprint, standing: Standing, handlers: HandlerTable): Change[] {
  const live = new Map(standing.resources.map((resource) => [resource.logicalId, resource]));
  const changes = new Map<string, Change | undefined>();
  const visit = (id: string): void => {
    if (changes.has(id)) return;
    changes.set(id, undefined);
    for (const need of blueprint.graph.get(id) ?? []) visit(need);
    changes.set(id, changeOf(id, live.get(id), { blueprint, standing, handlers, changes }));
  };
  for (const id of blueprint.graph.keys()) visit(id);
  const removed = standing.resources.filter(({ logicalId }) => !blueprint.graph.has(logicalId)).map(removal);
  const made = [...blueprint.graph.keys()].map((id) => changes.get(id));
  return [...removed, ...made].filter((change): change is Change => change !== undefined);
}

// Private

interface Site {
  blueprint: Blueprint;
  standing: Standing;
  handlers: HandlerTable;
  /** What is known of the resources before. */
  changes: ReadonlyMap<string, Change | undefined>;
}

function removal({ logicalId, physicalId, type, state }: Resource): Change {
  return {
    PolicyAction: actionOf(state.deletionPolicy),
    Action: 'Remove',
    LogicalResourceId: logicalId,
    PhysicalResourceId: physicalId,
    ResourceType: type,
    Scope: [],
    Details: [],
  };
}

function actionOf(policy: string): 'Delete' | 'Retain' | 'Snapshot' {
  if (policy === 'Snapshot') return policy;
  return policy === 'Delete' ? 'Delete' : 'Retain';
}

function changeOf(id: string, resource: Resource | undefined, site: Site): Change | undefined {
  const { Type } = site.blueprint.resource(id);
  if (!resource) return { Action: 'Add', LogicalResourceId: id, ResourceType: Type, Scope: [], Details: [] };
  const details = [...propertyDetails(id, resource, site), ...attributeDetails(id, resource.state, site)];
  if (details.length === 0 && !resource.again) return undefined;
  const Replacement = replacementOf(details);
  return {
    ...(Replacement === 'True' && {
      PolicyAction: `ReplaceAnd${actionOf(resource.state.updateReplacePolicy)}` as const,
    }),
    Action: 'Modify',
    LogicalResourceId: id,
    PhysicalResourceId: resource.physicalId,
    ResourceType: Type,
    Replacement,
    Scope: [...new Set(details.map(({ Target }) => Target.Attribute))],
    Details: details,
  };
}

function replacementOf(details: ChangeDetail[]): 'True' | 'False' | 'Conditional' {
  const recreating = details.filter(({ Target }) => ['Always', 'Conditionally'].includes(Target.RequiresRecreation));
  const isCertain = ({ Target, Evaluation }: ChangeDetail) =>
    Target.RequiresRecreation === 'Always' && Evaluation === 'Static';
  if (recreating.some(isCertain)) return 'True';
  return recreating.length > 0 ? 'Conditional' : 'False';
}

function propertyDetails(id: string, { type, state }: Resource, site: Site): ChangeDetail[] {
  const before = site.standing.template?.Resources[id]?.Properties ?? {};
  const after = site.blueprint.resource(id).Properties ?? {};
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  const handler = site.handlers[type];
  const recreation = (name: string) => {
    if (!handler?.update || ['*', name].some((one) => handler.replacedBy.includes(one))) return 'Always';
    // Some of its inner properties may be changed in place, others not.
    return handler.replacedBy.some((path) => path.startsWith(`${name}.`)) ? 'Conditionally' : 'Never';
  };
  return [...names].sort().flatMap((name) =>
    causesOf(before[name], after[name], state.properties[name], site).map((cause) => ({
      Target: { Attribute: 'Properties', Name: name, RequiresRecreation: recreation(name) },
      ...cause,
    })),
  );
}

type Cause = Omit<ChangeDetail, 'Target'>;

const DIRECTLY: Cause = { Evaluation: 'Static', ChangeSource: 'DirectModification' };

/** Why a property changes; none when it does not. */
function causesOf(
  before: Value | undefined,
  after: Value | undefined,
  current: Value | undefined,
  site: Site,
): Cause[] {
  const references = referencesIn(after);
  const fromResources = resourceCauses(references, site.changes);
  if (!isChanged(after, current, references, site)) return fromResources;
  const fromParameters = parameterCauses(references, site);
  const isRewritten = canonical(before) !== canonical(after);
  // AWS follows every parameter by this: that the value was modified as well is known only when it is evaluated.
  if (fromParameters.length > 0) return [...fromParameters, { ...DIRECTLY, Evaluation: 'Dynamic' }, ...fromResources];
  return isRewritten || fromResources.length === 0 ? [DIRECTLY, ...fromResources] : fromResources;
}

/** Compared with the value that stands; one that needs a resource which is not there yet is another in any case. */
function isChanged(after: Value | undefined, current: Value | undefined, found: References, site: Site): boolean {
  const { template, scope } = site.blueprint;
  const needed = [...found.refs, ...found.attributes.map(([id]) => id)].filter((id) => id in template.Resources);
  if (needed.some((id) => site.changes.get(id)?.Action === 'Add')) return true;
  const value = after === undefined ? undefined : evaluate(after, scope);
  return canonical(typeof value === 'symbol' ? undefined : value) !== canonical(current);
}

function resourceCauses(found: References, changes: Site['changes']): Cause[] {
  const byReference = [...found.refs].flatMap((id): Cause[] => {
    const replacement = changes.get(id)?.Replacement;
    if (replacement === undefined || replacement === 'False') return [];
    return [{ Evaluation: certainty(replacement), ChangeSource: 'ResourceReference', CausingEntity: id }];
  });
  const byAttribute = found.attributes.flatMap(([id, attribute]): Cause[] => {
    const replacement = changes.get(id)?.Replacement;
    if (replacement === undefined) return [];
    const CausingEntity = `${id}.${attribute}`;
    return [{ Evaluation: certainty(replacement), ChangeSource: 'ResourceAttribute', CausingEntity }];
  });
  return [...byReference, ...byAttribute];
}

/** Only a resource that is surely replaced surely has another id and other attributes. */
function certainty(replacement: 'True' | 'False' | 'Conditional'): 'Static' | 'Dynamic' {
  return replacement === 'True' ? 'Static' : 'Dynamic';
}

function parameterCauses(found: References, { blueprint, standing }: Site): Cause[] {
  const { template, scope } = blueprint;
  const changed = [...found.refs].filter(
    (name) => name in template.Parameters && canonical(scope.parameters[name]) !== canonical(standing.parameters[name]),
  );
  return changed.map((name) => ({ Evaluation: 'Static', ChangeSource: 'ParameterReference', CausingEntity: name }));
}

/** What the template says of a resource besides its properties. */
function attributeDetails(id: string, state: ResourceState, { blueprint }: Site): ChangeDetail[] {
  const { UpdatePolicy } = blueprint.resource(id);
  const policy = UpdatePolicy && (evaluate(UpdatePolicy, blueprint.scope) as Values);
  const compared: [string, Value | undefined, Value | undefined][] = [
    ['DeletionPolicy', state.deletionPolicy, blueprint.policyOf(id, 'DeletionPolicy')],
    ['UpdateReplacePolicy', state.updateReplacePolicy, blueprint.policyOf(id, 'UpdateReplacePolicy')],
    ['UpdatePolicy', state.updatePolicy, policy],
    ['Tags', state.tags && asValue(state.tags), state.tags && asValue(blueprint.tagsOf(id))],
  ];
  return compared
    .filter(([, before, after]) => canonical(before) !== canonical(after))
    .map(([Attribute]) => ({ Target: { Attribute, RequiresRecreation: 'Never' }, ...DIRECTLY }));
}

function asValue(tags: readonly Tag[] | undefined): Value {
  return (tags ?? []).map((tag) => ({ ...tag }));
}
