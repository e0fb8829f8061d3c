import { messageOf } from '../../lib/failure.ts';
import type { Log } from '../../lib/log.ts';

/** A log whose lines are kept in the history of the rack too, without the stacks of causes. */
export function keptLog(log: Log, write: (line: string) => void): Log {
  const keep = (line: string) => {
    try {
      write(line);
    } catch {
      // The history may not be open yet, or its disk be full: the line was told where logs always go.
    }
  };
  return {
    info(message) {
      log.info(message);
      keep(message);
    },
    error(message, cause) {
      log.error(message, cause);
      keep(cause === undefined ? message : `${message}: ${messageOf(cause)}`);
    },
  };
}
