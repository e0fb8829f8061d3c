import { setTimeout as sleep } from 'node:timers/promises';
import type { LogLine, LogPage } from '../../logs/logs.ts';

/** So many lines or characters go at once. */
const FULL = { lines: 1000, size: 1024 * 1024 };

/**
 * Lines of pages, gathered: what comes within `time` milliseconds after the last lines were given goes together, unless it is
 * much. What comes after a silence goes at once, with all that is there. Who stops before the end has to end the pages too.
 */
export async function* gathered(pages: AsyncIterable<LogPage>, time: number): AsyncGenerator<readonly LogLine[]> {
  const iterator = pages[Symbol.asyncIterator]();
  let given = Number.NEGATIVE_INFINITY;
  let next = nextOf(iterator);
  for (let page = await next; !page.done; page = await next) {
    const lines = [...page.value.lines];
    let size = sizeOf(lines);
    const late = sleep(Math.max(0, given + time - performance.now()));
    next = nextOf(iterator);
    while (lines.length < FULL.lines && size < FULL.size) {
      const more = await Promise.race([next, late]);
      if (!more || more.done) break;
      lines.push(...more.value.lines);
      size += sizeOf(more.value.lines);
      next = nextOf(iterator);
    }
    given = performance.now();
    if (lines.length > 0) yield lines;
  }
}

// Private

/** Whoever stops early waits for it no more, and does not hear that it failed. */
function nextOf(iterator: AsyncIterator<LogPage>): Promise<IteratorResult<LogPage>> {
  const next = iterator.next();
  next.catch(() => {});
  return next;
}

function sizeOf(lines: readonly LogLine[]): number {
  return lines.reduce((size, { message }) => size + message.length, 0);
}
