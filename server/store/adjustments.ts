import type { Adjustments } from '../model/adjustments.ts';
import type { Formations } from './formations.ts';

/** What people have set of apps, whatever release is live. */
export class AppAdjustments {
  private readonly formations: Formations;

  constructor({ formations }: { formations: Formations }) {
    this.formations = formations;
  }

  of(app: string): Adjustments {
    return { sizes: this.formations.of(app), hosts: {}, maintenance: undefined };
  }
}
