import { messageOf } from '../../../lib/failure.ts';
import { unavailable } from '../../endpoint/unavailable.ts';
import { newResource, type Resource, type ResourceState } from '../store/resources.ts';
import type { Stack } from '../store/stacks.ts';
import type { Blueprint } from './blueprint.ts';
import { changedProperties, changeOf } from './diff.ts';
import type { Journal } from './journal.ts';
import { checkProperties } from './properties.ts';
import { failedSentence } from './reasons.ts';
import { schedule } from './schedule.ts';
import { deniedByPolicy, type UpdateAction } from './stack-policy.ts';
import { isFailed } from './states.ts';
import type { Workshop } from './workshop.ts';

const REPLACING = 'Requested update requires the creation of a new physical resource; hence creating one.';

/**
 * Brings a stack's resources to what its blueprint says, each once those it refers to are done. Begun again after a
 * crash it goes on where it was: what is done is left alone, what was in hand is taken up.
 * Answers why it failed, or undefined.
 */
export async function construct(
  stack: Stack,
  blueprint: Blueprint,
  journal: Journal,
  workshop: Workshop,
  signal: AbortSignal,
): Promise<string | undefined> {
  const stop = new AbortController();
  const inner = AbortSignal.any([signal, stop.signal]);
  const site = { stack, blueprint, journal, workshop, signal: inner };
  refuseDeletions(site);
  const failures = failedBefore(stack, journal);
  if (failures.length > 0) return failureReason(failures);
  try {
    await schedule(
      blueprint.graph,
      async (id) => {
        const well = await bring(id, site);
        if (!well) stop.abort();
        return well;
      },
      inner,
    );
  } catch (error) {
    if (unavailable(error)) throw error;
    return messageOf(error);
  }
  const failed = failedBefore(stack, journal);
  return failed.length > 0 ? failureReason(failed) : undefined;
}

// Private

interface Site {
  stack: Stack;
  blueprint: Blueprint;
  journal: Journal;
  workshop: Workshop;
  signal: AbortSignal;
}

function failedBefore(stack: Stack, journal: Journal): Resource[] {
  return journal.resources.list(stack.id, 'live').filter(({ status, again }) => isFailed(status) && !again);
}

function failureReason(failed: Resource[]): string {
  const ids = (status: string) => failed.filter((one) => one.status === status).map(({ logicalId }) => logicalId);
  const created = ids('CREATE_FAILED');
  const updated = ids('UPDATE_FAILED');
  return (
    (created.length > 0 ? failedSentence('create', created) : '') +
    (updated.length > 0 ? failedSentence('update', updated) : '')
  );
}

async function bring(id: string, site: Site): Promise<boolean> {
  const { stack, blueprint, journal } = site;
  const resource = journal.resources.live(stack.id, id);
  let state: ResourceState;
  try {
    state = blueprint.stateOf(id, resource?.state.attributes);
    check(id, resource, state, site);
  } catch (error) {
    if (unavailable(error)) throw error;
    return refuse(id, resource, messageOf(error), site);
  }
  if (!resource) return create(id, state, 'CREATE', site);
  if (resource.status.endsWith('_IN_PROGRESS')) return takeUp(resource, site);
  return change(resource, state, site);
}

/** What stands was taken before, perhaps by an earlier version that took more. */
function check(id: string, resource: Resource | undefined, { properties }: ResourceState, site: Site): void {
  if (resource && changedProperties(resource.state.properties, properties).length === 0) return;
  const { Type } = site.blueprint.resource(id);
  checkProperties(id, Type, properties, site.workshop.handler(Type));
}

/** What an earlier process was doing with the resource when it ended. */
function takeUp(resource: Resource, { workshop, signal }: Site): Promise<boolean> {
  if (resource.fresh) return workshop.create(resource, signal, true);
  return workshop.update(resource, resource.before as ResourceState, signal);
}

async function change(resource: Resource, state: ResourceState, site: Site): Promise<boolean> {
  const { journal, workshop, signal } = site;
  const before = resource.before ?? resource.state;
  // What failed to change may be anything between what it was and what it should have become.
  const now = resource.again ? before : resource.state;
  const needed = changeOf(now, state, workshop.handler(resource.type));
  const denial = needed === 'none' ? undefined : denied(resource, ACTIONS[needed], site);
  if (denial !== undefined) return refuse(resource.logicalId, resource, denial, site);
  switch (needed === 'none' && resource.again ? 'update' : needed) {
    case 'none':
      journal.resources.update(resource, { state, updatedAt: resource.updatedAt, ...(!resource.fresh && { before }) });
      return true;
    case 'update':
      return workshop.update(journal.moveResource(resource, 'UPDATE_IN_PROGRESS', { state, before }), now, signal);
    case 'replace':
      return create(resource.logicalId, { ...state, attributes: {} }, 'UPDATE', site, resource);
  }
}

/** Creates a resource, maybe in place of another. Nothing is begun when the stack has given up meanwhile. */
async function create(
  id: string,
  state: ResourceState,
  verb: string,
  site: Site,
  replaced?: Resource,
): Promise<boolean> {
  const { journal, workshop, signal } = site;
  const planned = plannedResource(id, state, verb, site);
  const foreignId = await workshop.occupant(planned);
  if (signal.aborted) return false;
  const resource = journal.together(() => {
    if (replaced) journal.resources.update(replaced, { role: 'replaced' });
    return journal.addResource({ ...planned, foreignId }, replaced && REPLACING);
  });
  return workshop.create(resource, signal, false);
}

function plannedResource(id: string, state: ResourceState, verb: string, { stack, blueprint }: Site): Resource {
  const { Type } = blueprint.resource(id);
  return newResource({ stackId: stack.id, logicalId: id, type: Type, status: `${verb}_IN_PROGRESS`, state });
}

const ACTIONS = { update: 'Update:Modify', replace: 'Update:Replace' } as const;

/** What an update takes away, as far as the stack's policy keeps it. */
function refuseDeletions(site: Site): void {
  const { stack, blueprint, journal } = site;
  const removed = journal.resources.list(stack.id, 'live').filter(({ logicalId }) => !blueprint.graph.has(logicalId));
  for (const resource of removed) {
    const denial = denied(resource, 'Update:Delete', site);
    if (denial !== undefined) refuse(resource.logicalId, resource, denial, site);
  }
}

function denied({ logicalId: id, type }: Resource, action: UpdateAction, { stack }: Site): string | undefined {
  const { policyDuringUpdate, policy } = stack.settings;
  return deniedByPolicy(policyDuringUpdate ?? policy, action, { id, type });
}

/** A resource whose properties cannot be evaluated fails without a call. */
function refuse(id: string, known: Resource | undefined, reason: string, site: Site): boolean {
  const nothing = {
    properties: {},
    attributes: {},
    dependsOn: [...(site.blueprint.graph.get(id) ?? [])],
    deletionPolicy: 'Delete',
    updateReplacePolicy: 'Delete',
  };
  const resource = known ?? site.journal.addResource(plannedResource(id, nothing, 'CREATE', site));
  const before = known && !known.fresh ? (known.before ?? known.state) : undefined;
  site.journal.moveResource(resource, known ? 'UPDATE_FAILED' : 'CREATE_FAILED', { reason, before });
  return false;
}
