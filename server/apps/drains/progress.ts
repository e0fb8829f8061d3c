import type { Log } from '../../../lib/log.ts';
import type { DrainProgress } from '../../model/drain.ts';
import type { Store } from '../../store/store.ts';

/** Milliseconds until what was noted is on disk: of a server that dies, so much may be sent once more. */
const DELAY = 1000;

/** How far the drains are, noted in memory and kept on disk together: each write to a network file system takes a while. */
export class Progress {
  private readonly store: Pick<Store, 'drains'>;
  private readonly log: Log;
  private unsaved = new Map<string, DrainProgress>();
  private timer: NodeJS.Timeout | undefined;

  constructor({ store, log }: { store: Pick<Store, 'drains'>; log: Log }) {
    this.store = store;
    this.log = log;
  }

  /** Lines up to the cursor were dealt with. */
  advance(id: string, { cursor, delivered, dropped }: Pick<DrainProgress, 'cursor' | 'delivered' | 'dropped'>): void {
    const before = this.unsaved.get(id);
    this.note(id, {
      cursor,
      delivered: (before?.delivered ?? 0) + delivered,
      dropped: (before?.dropped ?? 0) + dropped,
      deliveredAt: delivered > 0 ? new Date().toISOString() : before?.deliveredAt,
      error: undefined,
      failingSince: undefined,
    });
  }

  /** A try failed; a first one since when. */
  fail(id: string, { cursor, error, since }: { cursor: number; error: string; since: Date }): void {
    const { delivered = 0, dropped = 0, deliveredAt } = this.unsaved.get(id) ?? {};
    this.note(id, { cursor, delivered, dropped, deliveredAt, error, failingSince: since.toISOString() });
  }

  /** Puts on disk what was noted. */
  save(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.unsaved.size === 0) return;
    this.store.drains.advance(this.unsaved);
    this.unsaved = new Map();
  }

  // Private

  private note(id: string, progress: DrainProgress): void {
    this.unsaved.set(id, progress);
    this.timer ??= setTimeout(() => this.saveLater(), DELAY);
  }

  /** What a full disk does not take now is noted still, and tried again. */
  private saveLater(): void {
    this.timer = undefined;
    try {
      this.save();
    } catch (error) {
      this.log.error('how far the drains are cannot be kept', error);
      this.timer = setTimeout(() => this.saveLater(), DELAY);
    }
  }
}
