import type { Database } from '../../store/database.ts';
import { ChangeSets } from '../store/change-sets.ts';
import { Events } from '../store/events.ts';
import { Exports } from '../store/exports.ts';
import { type Resource, Resources } from '../store/resources.ts';
import { createTables } from '../store/schema.ts';
import { type Stack, Stacks } from '../store/stacks.ts';
import { STACK_TYPE } from './states.ts';

/** The stores of the local CloudFormation; a status and the event that tells of it are written in one transaction. */
export class Journal {
  readonly stacks: Stacks;
  readonly resources: Resources;
  readonly events: Events;
  readonly exports: Exports;
  readonly changeSets: ChangeSets;
  private readonly database: Database;

  constructor(database: Database) {
    createTables(database);
    this.database = database;
    this.stacks = new Stacks(database);
    this.resources = new Resources(database);
    this.events = new Events(database);
    this.exports = new Exports(database);
    this.changeSets = new ChangeSets(database);
  }

  /** Runs `work` as one transaction; inside another one, as part of it. */
  together<T>(work: () => T): T {
    return this.database.atomically(work);
  }

  addStack(stack: Stack): void {
    this.together(() => {
      this.stacks.insert(stack);
      this.recordStack(stack);
    });
  }

  /** Moves a stack to a status, unless it has left the one the caller knew; answers whether it moved. */
  moveStack(stack: Stack, status: string, reason?: string, changes: Partial<Stack> = {}): boolean {
    return this.together(() => {
      const now = this.stacks.get(stack.id);
      if (now.status !== stack.status) return false;
      const moved = { ...now, ...changes, status, reason };
      this.stacks.update(stack.id, moved);
      this.recordStack(moved);
      this.settleChangeSet(moved);
      return true;
    });
  }

  addResource(resource: Resource, reason?: string): Resource {
    return this.together(() => {
      this.resources.insert(resource);
      this.recordResource({ ...resource, reason });
      return resource;
    });
  }

  /** Moves a resource to a status. */
  moveResource(resource: Resource, status: string, changes: Partial<Resource> = {}): Resource {
    return this.together(() => {
      const moved = this.resources.update(resource, { reason: undefined, again: false, ...changes, status });
      this.recordResource(moved);
      return moved;
    });
  }

  /** Tells of a resource as it is, without changing it. */
  recordResource(resource: Resource): void {
    this.events.record(resource.stackId, {
      logicalId: resource.logicalId,
      physicalId: resource.physicalId ?? '',
      type: resource.type,
      status: resource.status,
      reason: resource.reason,
      token: this.stacks.get(resource.stackId).token,
    });
  }

  // Private

  /** An executed change set ends with the stack's operation. */
  private settleChangeSet({ status, settings: { changeSetId } }: Stack): void {
    if (changeSetId === undefined || status.endsWith('_IN_PROGRESS')) return;
    const isDone = status === 'CREATE_COMPLETE' || status === 'UPDATE_COMPLETE';
    this.changeSets.settle(changeSetId, isDone ? 'EXECUTE_COMPLETE' : 'EXECUTE_FAILED');
  }

  private recordStack(stack: Stack): void {
    this.events.record(stack.id, {
      logicalId: stack.name,
      physicalId: stack.id,
      type: STACK_TYPE,
      status: stack.status,
      reason: stack.reason,
      token: stack.token,
    });
  }
}
