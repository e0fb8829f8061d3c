/** The time of day, and who waits for it. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls `ring` once it is that time, at the latest a little after; the answer calls it off. */
  alarm(at: number, ring: () => void): () => void;
}

/** The machine's clock may be set, and stands still while the machine sleeps: it is looked at anew so often, in milliseconds. */
const LONGEST_WAIT = 15_000;

/** This machine's clock. */
export const machineClock: Clock = {
  now: () => Date.now(),
  alarm(at, ring) {
    const timer = setTimeout(ring, Math.min(Math.max(at - Date.now(), 0), LONGEST_WAIT));
    return () => clearTimeout(timer);
  },
};
