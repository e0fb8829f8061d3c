import type { CallAws } from '../../endpoint/service.ts';
import { unavailable } from '../../endpoint/unavailable.ts';
import { resolved, resolvedIfThere } from '../evaluate/dynamic-references.ts';
import type { Context, Handler, HandlerTable, Made } from '../handlers/handler.ts';
import type { Resource, ResourceState } from '../store/resources.ts';
import type { Stack, Tag } from '../store/stacks.ts';
import type { Values } from '../template/template.ts';
import type { Journal } from './journal.ts';
import { generatedName } from './names.ts';
import { namingService, reasonOf } from './reasons.ts';
import { withStackTags } from './stack-tags.ts';

export interface Place {
  region: string;
  account: string;
}

/** The calls as a stack's role makes them; without a role, as CloudFormation itself does. */
export type CallAs = (roleArn: string | undefined) => CallAws;

/**
 * Carries out one resource at a time: has its handler create, update or delete it and writes down each step, the
 * intent before the call and the outcome after it. Each verb answers whether it went well, and rejects only with what this machine
 * lacks for now.
 */
export class Workshop {
  private readonly journal: Journal;
  private readonly handlers: HandlerTable;
  private readonly place: Place;
  private readonly callAs: CallAs;
  /** Aborted when this process goes down: what waits is then left as it is, to be resumed. */
  private readonly closing: AbortSignal;

  constructor(journal: Journal, handlers: HandlerTable, place: Place, callAs: CallAs, closing: AbortSignal) {
    this.journal = journal;
    this.handlers = handlers;
    this.place = place;
    this.callAs = callAs;
    this.closing = closing;
  }

  handler(type: string): Handler {
    return this.handlers[type] as Handler;
  }

  /** The calls as what acts for a stack makes them: its role, or else who asked for the operation. */
  callsOf({ settings }: Stack): CallAws {
    return this.callAs(settings.roleArn ?? settings.callerRoleArn);
  }

  /** What stands already under the name of a resource that is about to be created: somebody else's. */
  async occupant(resource: Resource): Promise<string | undefined> {
    const handler = this.handler(resource.type);
    if (handler.findsOwn) return undefined;
    return this.look(handler, resource, this.closing).catch((error) => {
      // Not known for now: were it begun so, somebody else's thing could be taken for what a cut-off call made.
      if (unavailable(error)) throw error;
      // What else cannot be looked up is for the create call to tell.
      return undefined;
    });
  }

  /** Creates a resource that is written down as being created; `resumed` after an attempt that was cut off. */
  create(resource: Resource, signal: AbortSignal, resumed: boolean): Promise<boolean> {
    const verb = verbOf(resource);
    return this.attempt(resource, verb, 'creation', async (handler) => {
      if (resumed) await this.findLost(handler, resource, signal);
      const context = this.context(resource, signal, resumed);
      const made = await handler.create(await resolved(resource.state.properties, context.callAws), context);
      await context.once(async () => made.physicalId);
      this.keep(resource, made);
      this.journal.moveResource(resource, `${verb}_COMPLETE`);
    });
  }

  /** Takes a resource in place to the state it is written down to get, from the one it had before. */
  update(resource: Resource, before: ResourceState, signal: AbortSignal): Promise<boolean> {
    return this.attempt(resource, 'UPDATE', 'update', async (handler) => {
      const context = this.context(resource, signal, true);
      const properties = await resolved(tagged(resource, resource.state), context.callAws);
      const previous = await resolvedIfThere(tagged(resource, before), context.callAws);
      const made = await handler.update?.(properties, context, previous);
      if (made) this.keep(resource, made);
      this.journal.moveResource(resource, 'UPDATE_COMPLETE');
    });
  }

  /** Deletes a resource, also one whose create call was made but never answered; `withSnapshot` keeps its last state. */
  delete(resource: Resource, signal: AbortSignal, withSnapshot = false): Promise<boolean> {
    return this.attempt(resource, 'DELETE', 'deletion', async (handler) => {
      // A create call that was refused made nothing; only one that was cut off may have.
      if (/^(CREATE|UPDATE)_IN_PROGRESS$/.test(resource.status)) await this.findLost(handler, resource, signal);
      const found = this.journal.resources.get(resource.id);
      this.journal.moveResource(found, 'DELETE_IN_PROGRESS');
      if (found.physicalId !== undefined) {
        const context = { ...this.context(found, signal, true), withSnapshot };
        await handler.delete(await resolvedIfThere(found.state.properties, context.callAws), context);
      }
      this.journal.moveResource(found, 'DELETE_COMPLETE', { role: 'gone' });
    });
  }

  // Private

  private async attempt(
    resource: Resource,
    verb: string,
    doing: string,
    work: (handler: Handler) => Promise<void>,
  ): Promise<boolean> {
    try {
      await work(this.handler(resource.type));
      return true;
    } catch (error) {
      if (this.closing.aborted) return false;
      // A full disk, or an engine that is away, is no fault of the resource: it waits.
      if (unavailable(error)) throw error;
      this.journal.moveResource(resource, `${verb}_FAILED`, { reason: reasonOf(error, doing, resource.id) });
      return false;
    }
  }

  private async findLost(handler: Handler, resource: Resource, signal: AbortSignal): Promise<void> {
    if (this.journal.resources.get(resource.id).physicalId !== undefined) return;
    const physicalId = await this.look(handler, resource, signal);
    if (physicalId === undefined || physicalId === resource.foreignId) return;
    if (!this.journal.resources.knows(resource.type, physicalId))
      this.journal.resources.update(resource, { physicalId });
  }

  /** Looking is this engine's own business, whatever the stack's role may do. */
  private async look(handler: Handler, resource: Resource, signal: AbortSignal): Promise<string | undefined> {
    const context = { ...this.context(resource, signal, true), callAws: this.callAs(undefined) };
    const properties = await resolvedIfThere(resource.state.properties, context.callAws);
    return handler.find?.(properties, context);
  }

  private keep(resource: Resource, made: Made): void {
    const { state } = this.journal.resources.get(resource.id);
    this.journal.resources.update(resource, {
      physicalId: made.physicalId,
      state: { ...state, attributes: made.attributes },
    });
  }

  private context(resource: Resource, signal: AbortSignal, resumed: boolean): Context {
    const { journal } = this;
    const stack = journal.stacks.get(resource.stackId);
    const context: Context = {
      ...this.place,
      callAws: namingService(this.callsOf(stack)),
      updatePolicy: resource.state.updatePolicy,
      stackName: stack.name,
      logicalId: resource.logicalId,
      token: resource.id,
      physicalId: journal.resources.find(resource.id)?.physicalId,
      resumed,
      signal: AbortSignal.any([signal, this.closing]),
      name: (limit) => generatedName(stack.name, resource.logicalId, resource.id, limit),
      tags: (own = []) =>
        mergedTags(stack.definition.tags, own, [
          { Key: 'aws:cloudformation:stack-name', Value: stack.name },
          { Key: 'aws:cloudformation:logical-id', Value: resource.logicalId },
          { Key: 'aws:cloudformation:stack-id', Value: stack.id },
        ]),
      isKnown: (physicalId) => journal.resources.knows(resource.type, physicalId),
      once: async (create) => {
        context.physicalId ??= this.initiated(resource, await create());
        return context.physicalId;
      },
    };
    return context;
  }

  private initiated(resource: Resource, physicalId: string): string {
    const reason = 'Resource creation Initiated';
    this.journal.moveResource(resource, `${verbOf(resource)}_IN_PROGRESS`, { physicalId, reason });
    return physicalId;
  }
}

/** What was and what is to be, each with the tags that the stack had and has. */
function tagged({ type }: Resource, { properties, tags }: ResourceState): Values {
  return withStackTags(type, properties, tags);
}

/** A replacement is made by an update and said to be one. */
function verbOf(resource: Resource): string {
  return resource.status.startsWith('UPDATE') ? 'UPDATE' : 'CREATE';
}

function mergedTags(...lists: Tag[][]): Tag[] {
  return [...new Map(lists.flat().map((tag) => [tag.Key, tag])).values()];
}
