import type { LogForm, LogPage } from '../../logs/logs.ts';
import type { Reply } from '../reply.ts';

/** Milliseconds after which a client of events that hears nothing is told that all is well: balancers cut silent connections. */
const SILENCE = 15_000;

/** A comment, which clients of events pass over. */
const STILL_HERE = ':\n\n';

/** Answers with pages, each as one piece that all clients of this form share, at the client's pace. */
export async function answerPages(
  reply: Reply,
  pages: AsyncIterable<LogPage>,
  { type, form }: { type: string; form: LogForm },
): Promise<void> {
  let isWriting = false;
  const beat = setInterval(() => {
    if (!isWriting && type === 'text/event-stream') void reply.write(STILL_HERE);
  }, SILENCE);
  const iterator = pages[Symbol.asyncIterator]();
  try {
    // What is not kept any more is refused with a status of its own.
    let next = await iterator.next();
    await reply.begin(200, { 'content-type': type, 'cache-control': 'no-store' });
    for (; !next.done; next = await iterator.next()) {
      isWriting = true;
      await reply.write(next.value.text(form));
      isWriting = false;
    }
  } finally {
    clearInterval(beat);
    await iterator.return?.();
  }
}
