import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../../../lib/failure.ts';
import type { Log } from '../../../lib/log.ts';
import { unavailable } from '../../endpoint/unavailable.ts';
import { whenAvailable } from '../../endpoint/when-available.ts';
import type { HandlerTable } from '../handlers/handler.ts';
import type { Stack } from '../store/stacks.ts';
import { strangeParameter } from './account.ts';
import { Blueprint } from './blueprint.ts';
import { construct } from './construction.ts';
import { demolish } from './demolition.ts';
import type { Journal } from './journal.ts';
import { publish } from './ledger.ts';
import { failedSentence } from './reasons.ts';
import { restore } from './restoration.ts';
import { type CallAs, type Place, Workshop } from './workshop.ts';

/** One leg of a stack's way: does the work of its status and moves it to the next, or leaves it when stopped. */
type Leg = (stack: Stack, signal: AbortSignal) => Promise<void>;

/**
 * Drives stacks from status to status until they rest. All it knows is in the journal, so a new process goes on with
 * `drive` where the last one ended.
 */
export class Engine {
  private readonly journal: Journal;
  private readonly place: Place;
  private readonly log: Log;
  private readonly workshop: Workshop;
  private readonly closing = new AbortController();
  private readonly running = new Map<string, { leg: AbortController; done: Promise<void> }>();
  private readonly legs: Readonly<Record<string, Leg>> = {
    CREATE_IN_PROGRESS: (stack, signal) => this.create(stack, signal),
    ROLLBACK_IN_PROGRESS: (stack, signal) => this.rollBackCreate(stack, signal),
    UPDATE_IN_PROGRESS: (stack, signal) => this.update(stack, signal),
    UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: (stack, signal) => this.cleanUp(stack, 'UPDATE_COMPLETE', signal),
    UPDATE_ROLLBACK_IN_PROGRESS: (stack, signal) => this.rollBackUpdate(stack, signal),
    UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: (stack, signal) =>
      this.cleanUp(stack, 'UPDATE_ROLLBACK_COMPLETE', signal),
    DELETE_IN_PROGRESS: (stack, signal) => this.delete(stack, signal),
  };

  constructor(journal: Journal, handlers: HandlerTable, place: Place, callAs: CallAs, log: Log) {
    this.journal = journal;
    this.place = place;
    this.log = log;
    this.workshop = new Workshop(journal, handlers, place, callAs, this.closing.signal);
  }

  /** Sets a stack going from the status it is written down in. A leg in hand that was overtaken gives up its waits. */
  drive(stackId: string): void {
    const running = this.running.get(stackId);
    if (running) {
      running.leg.abort();
      return;
    }
    const entry = { leg: new AbortController(), done: Promise.resolve() };
    this.running.set(stackId, entry);
    entry.done = this.run(stackId, entry);
  }

  /** Takes a stack back to where it was before the operation in hand, which is nowhere if it never stood. */
  rollBack(stack: Stack, token: string | undefined): void {
    const reason = 'User Initiated';
    if (stack.previous) this.journal.moveStack(stack, 'UPDATE_ROLLBACK_IN_PROGRESS', reason, { token });
    else this.doomAll(stack, 'ROLLBACK_IN_PROGRESS', reason, { token });
    this.drive(stack.id);
  }

  /** Goes on with every stack that the last process left on its way. */
  resume(): void {
    for (const id of this.journal.stacks.idsIn(Object.keys(this.legs))) this.drive(id);
  }

  /** Gives up all waits and resolves when nothing is written any more. */
  async close(): Promise<void> {
    this.closing.abort();
    await Promise.all([...this.running.values()].map(({ done }) => done));
  }

  // Private

  private async run(stackId: string, entry: { leg: AbortController }): Promise<void> {
    await Promise.resolve();
    for (;;) {
      const stack = this.journal.stacks.get(stackId);
      const leg = this.legs[stack.status];
      if (!leg || this.closing.signal.aborted) break;
      entry.leg = new AbortController();
      await this.walk(leg, stack, AbortSignal.any([entry.leg.signal, this.closing.signal]));
    }
    this.running.delete(stackId);
  }

  private async walk(leg: Leg, stack: Stack, signal: AbortSignal): Promise<void> {
    try {
      await leg(stack, signal);
    } catch (error) {
      if (this.closing.signal.aborted) return;
      const lack = unavailable(error);
      if (lack) return this.waitFor(lack.message, stack);
      this.log.error(`stack ${stack.name} in ${stack.status}`, error);
      await whenAvailable(
        async () => this.journal.moveStack(stack, brokenStatus(stack.status), `Internal Failure: ${messageOf(error)}`),
        { signal: this.closing.signal },
      );
    }
  }

  /** The stack stays on its way, and its leg begins anew from what is written down. */
  private async waitFor(lack: string, stack: Stack): Promise<void> {
    this.log.error(`stack ${stack.name} in ${stack.status} waits: ${lack}`);
    await sleep(LACK_RETRY, undefined, { signal: this.closing.signal }).catch(() => {});
  }

  private async create(stack: Stack, signal: AbortSignal): Promise<void> {
    const limit = timeLimit(stack);
    const failure = await this.build(stack, AbortSignal.any([signal, limit.signal]), 'CREATE_COMPLETE').finally(
      limit.clear,
    );
    if (failure !== undefined && !this.closing.signal.aborted) this.createFailed(stack, failure);
  }

  private createFailed(stack: Stack, failure: string): void {
    const { onFailure } = stack;
    if (onFailure === 'DO_NOTHING') {
      this.journal.moveStack(stack, 'CREATE_FAILED', failure);
      return;
    }
    const reason = `${failure.trimEnd().replace(/\.?$/, '.')} ${onFailure === 'DELETE' ? 'Delete' : 'Rollback'} requested by user.`;
    this.doomAll(stack, onFailure === 'DELETE' ? 'DELETE_IN_PROGRESS' : 'ROLLBACK_IN_PROGRESS', reason);
  }

  private async update(stack: Stack, signal: AbortSignal): Promise<void> {
    // What an attempt before failed to make goes first: its name may be wanted again.
    await demolish(stack, this.journal, this.workshop, signal, ({ fresh }) => fresh);
    const failure = await this.build(stack, signal, 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
    if (failure === undefined || this.closing.signal.aborted) return;
    const status = stack.settings.disableRollback ? 'UPDATE_FAILED' : 'UPDATE_ROLLBACK_IN_PROGRESS';
    this.journal.moveStack(stack, status, failure);
  }

  /** Resources, then outputs and exports; answers why it failed, or undefined. */
  private async build(stack: Stack, signal: AbortSignal, done: string): Promise<string | undefined> {
    try {
      const blueprint = new Blueprint(stack, this.place, this.journal);
      this.journal.exports.importing(stack.id, blueprint.imports());
      const strange = await strangeParameter(blueprint, this.workshop.callsOf(stack));
      if (strange !== undefined) return strange;
      const failure = await construct(stack, blueprint, this.journal, this.workshop, signal);
      if (failure !== undefined) return failure;
      if (signal.aborted) return signal.reason instanceof TimedOut ? signal.reason.message : undefined;
      this.finish(stack, blueprint, done);
      return undefined;
    } catch (error) {
      if (unavailable(error)) throw error;
      return messageOf(error);
    }
  }

  private finish(stack: Stack, blueprint: Blueprint, status: string): void {
    const { journal } = this;
    journal.together(() => {
      const outputs = blueprint.outputs();
      if (!journal.moveStack(stack, status, undefined, { outputs, previous: undefined })) return;
      journal.exports.importing(stack.id, blueprint.imports(), true);
      publish(stack, outputs, journal);
      for (const resource of journal.resources.list(stack.id)) {
        const unwanted = resource.role === 'replaced' || !blueprint.graph.has(resource.logicalId);
        if (resource.role === 'live' || resource.role === 'replaced')
          journal.resources.update(resource, { ...(unwanted && { role: 'doomed' }), fresh: false, before: undefined });
      }
    });
  }

  private async rollBackCreate(stack: Stack, signal: AbortSignal): Promise<void> {
    const failed = await demolish(stack, this.journal, this.workshop, signal);
    if (signal.aborted) return;
    if (failed.length > 0) this.journal.moveStack(stack, 'ROLLBACK_FAILED', failedSentence('delete', failed));
    else this.forgetImports(stack, () => this.journal.moveStack(stack, 'ROLLBACK_COMPLETE'));
  }

  private async rollBackUpdate(stack: Stack, signal: AbortSignal): Promise<void> {
    const failure = await restore(stack, this.journal, this.workshop, signal);
    if (signal.aborted) return;
    if (failure !== undefined) {
      this.journal.moveStack(stack, 'UPDATE_ROLLBACK_FAILED', failure);
      return;
    }
    this.journal.together(() => {
      const definition = stack.previous ?? stack.definition;
      const old = { ...stack, definition };
      this.journal.exports.importing(stack.id, new Blueprint(old, this.place, this.journal).imports(), true);
      const status = 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS';
      this.journal.moveStack(stack, status, undefined, { definition, previous: undefined });
    });
  }

  /** What cannot be deleted after an update is no failure of the update; it stays doomed for the next one. */
  private async cleanUp(stack: Stack, done: string, signal: AbortSignal): Promise<void> {
    await demolish(stack, this.journal, this.workshop, signal);
    if (signal.aborted) return;
    this.journal.together(() => {
      for (const { id } of this.journal.resources.list(stack.id, 'gone')) this.journal.resources.remove(id);
      this.journal.moveStack(stack, done);
    });
  }

  private async delete(stack: Stack, signal: AbortSignal): Promise<void> {
    this.doomAll(stack);
    const failed = await demolish(stack, this.journal, this.workshop, signal);
    if (signal.aborted) return;
    if (failed.length > 0 && stack.settings.forceDelete) this.leaveStanding(stack);
    else if (failed.length > 0) {
      this.journal.moveStack(stack, 'DELETE_FAILED', failedSentence('delete', failed));
      return;
    }
    this.forgetImports(stack, () => {
      this.journal.exports.replace(stack.id, []);
      this.journal.moveStack(stack, 'DELETE_COMPLETE', undefined, { deletedAt: new Date() });
      this.journal.stacks.forget(new Date(Date.now() - DELETED_SHOWN_MS));
    });
  }

  /** What a forced deletion could not delete belongs to no stack any more. */
  private leaveStanding(stack: Stack): void {
    for (const resource of this.journal.resources.list(stack.id, 'doomed'))
      this.journal.moveResource(resource, 'DELETE_SKIPPED', { role: 'gone' });
  }

  private doomAll(stack: Stack, status?: string, reason?: string, changes: Partial<Stack> = {}): void {
    this.journal.together(() => {
      if (status !== undefined && !this.journal.moveStack(stack, status, reason, changes)) return;
      for (const resource of this.journal.resources.list(stack.id))
        if (resource.role !== 'gone') this.journal.resources.update(resource, { role: 'doomed' });
    });
  }

  private forgetImports(stack: Stack, work: () => void): void {
    this.journal.together(() => {
      this.journal.exports.importing(stack.id, [], true);
      work();
    });
  }
}

/** As long as AWS lists deleted stacks (API reference of ListStacks): 90 days. */
const DELETED_SHOWN_MS = 90 * 24 * 60 * 60_000;

/** Milliseconds before a stack goes on that waits for room on the disk, or for the Docker engine. */
const LACK_RETRY = 1000;

class TimedOut extends Error {
  constructor() {
    super('Stack creation time exceeded the specified timeout.');
    // Handlers' waits end with the signal's reason, which must read as an abort.
    this.name = 'AbortError';
  }
}

function timeLimit({ timeoutMinutes, createdAt, updatedAt }: Stack): { signal: AbortSignal; clear: () => void } {
  const controller = new AbortController();
  if (timeoutMinutes === undefined) return { signal: controller.signal, clear: () => {} };
  const left = (updatedAt ?? createdAt).getTime() + timeoutMinutes * 60_000 - Date.now();
  const timer = setTimeout(() => controller.abort(new TimedOut()), Math.max(left, 0));
  return { signal: controller.signal, clear: () => clearTimeout(timer) };
}

function brokenStatus(status: string): string {
  if (status.startsWith('UPDATE')) return 'UPDATE_ROLLBACK_FAILED';
  if (status.startsWith('ROLLBACK')) return 'ROLLBACK_FAILED';
  return status.startsWith('CREATE') ? 'CREATE_FAILED' : 'DELETE_FAILED';
}
