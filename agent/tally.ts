/** What an agent has done since it began; each number only rises. */
export interface Tally {
  linesRead: number;
  bytesRead: number;
  linesShipped: number;
  /** As they lie in Docker's files. */
  bytesShipped: number;
  recordsShipped: number;
  /** As Kinesis counts them. */
  recordBytes: number;
  /** Records that were refused, and were sent again. */
  recordsRefused: number;
  /** Those of them that were too many or too much for their shard. */
  recordsThrottled: number;
  calls: number;
  callsFailed: number;
  /** How often lines were gone before they could be read, and how much that was as far as it is known. */
  losses: number;
  bytesLost: number;
  positionsWritten: number;
}

/** Nothing yet. */
export function newTally(): Tally {
  return {
    linesRead: 0,
    bytesRead: 0,
    linesShipped: 0,
    bytesShipped: 0,
    recordsShipped: 0,
    recordBytes: 0,
    recordsRefused: 0,
    recordsThrottled: 0,
    calls: 0,
    callsFailed: 0,
    losses: 0,
    bytesLost: 0,
    positionsWritten: 0,
  };
}
