import t from 'tap';
import { Failure } from '../../../../lib/failure.ts';
import { type Frame, readFrame, writeFrame } from '../../../../wire/attach/frame.ts';
import { Link, type LinkSocket, type Serve } from '../../../../wire/attach/link.ts';
import { WINDOW } from '../../../../wire/attach/stream.ts';
import type { Wish } from '../../../../wire/attach/wish.ts';

const WISH: Wish = { kind: 'find', task: 'a' };

t.test('frames come out as they went in', async (t) => {
  const frames: Frame[] = [
    { type: 'open', stream: 1, wish: { kind: 'dial', host: 'db', port: 5432 } },
    { type: 'data', stream: 2 ** 32 - 1, part: 'err', bytes: Buffer.from([0, 255, 10]) },
    { type: 'data', stream: 7, part: 'in', bytes: Buffer.alloc(0) },
    { type: 'credit', stream: 7, bytes: 12 },
    { type: 'control', stream: 7, control: { resize: { width: 80, height: 24 } } },
    { type: 'close', stream: 7, outcome: { failure: { code: 'x', message: 'y' } } },
  ];
  for (const frame of frames) {
    const message = writeFrame(frame);
    t.same(readFrame(Buffer.from(message as string), typeof message !== 'string'), frame);
  }
  for (const bad of [Buffer.alloc(0), Buffer.from([9, 0, 0, 0, 1]), Buffer.from([0, 0])]) t.notOk(readFrame(bad, true));
  for (const bad of ['', 'null', '{}', '{"type":"data","stream":1}', '{"type":"end","stream":"1"}'])
    t.notOk(readFrame(Buffer.from(bad), false));
});

t.test('bytes go both ways in order, their ends are told, and the answer comes last', async (t) => {
  const { caller } = pair(async (_, stream) => {
    await stream.receive((bytes) => stream.send(bytes, 'out'));
    await stream.send(Buffer.from('!'), 'err');
    return 7;
  });
  const { stream, answer } = caller.call(WISH);
  const heard: string[] = [];
  const received = stream.receive(async (bytes, part) => void heard.push(`${part} ${bytes}`));
  for (const word of ['one', 'two']) await stream.send(Buffer.from(word), 'in');
  stream.end();
  await received;
  t.same(heard, ['out one', 'out two', 'err !']);
  t.equal(await answer, 7);
  t.equal(caller.size, 0);
});

t.test('a reader that does not read costs its writer a window, and other streams nothing', async (t) => {
  const { caller, sent } = pair(async (wish, stream) => {
    if (wish.kind === 'find') return 'quick';
    await stream.send(Buffer.alloc(10 * WINDOW), 'out');
    return 'done';
  });
  const slow = caller.call({ kind: 'measure', app: 'a' });
  await settled();
  t.equal(sent(), WINDOW, 'what is on its way');
  t.equal(await caller.call(WISH).answer, 'quick');
  let taken = 0;
  await slow.stream.receive(async (bytes) => {
    taken += bytes.length;
    t.ok(sent() - taken <= WINDOW);
  });
  t.equal(taken, 10 * WINDOW);
  t.equal(await slow.answer, 'done');
});

t.test('who sends more than the window, or what is no frame, is cut off', async (t) => {
  for (const frames of [tooMuch(), ['no frame']]) {
    const { server, isCut } = lone();
    server.call(WISH);
    for (const frame of frames) server.receive(Buffer.from(frame as string), typeof frame !== 'string');
    t.equal(isCut(), true);
  }
  const { server, isCut } = lone();
  server.receive(writeFrame({ type: 'data', stream: 5, part: 'out', bytes: Buffer.alloc(9) }) as Buffer, true);
  t.equal(isCut(), false, 'what comes for a stream that has ended is for nobody');
});

t.test('a failure crosses with its code and hint; an agent that goes ends what waits for it', async (t) => {
  const { caller } = pair(async () => {
    throw new Failure('gone_fishing', 'Not here.', { hint: 'Wait.' });
  });
  await t.rejects(caller.call(WISH).answer, { code: 'gone_fishing', message: 'Not here.', hint: 'Wait.' });
  const { server } = lone();
  const { stream, answer } = server.call(WISH);
  const read = stream.receive(async () => {});
  const stuck = stream.send(Buffer.alloc(2 * WINDOW), 'in');
  server.end();
  await Promise.all([read, stuck]);
  await t.rejects(answer, { code: 'agent_gone' });
  await t.rejects(server.call(WISH).answer, { code: 'agent_gone' });
});

t.test('who cancels still gets the answer; what serves sees that nobody waits', async (t) => {
  const { caller } = pair(
    (_, stream) => new Promise((resolve) => stream.gone.addEventListener('abort', () => resolve('cleaned up'))),
  );
  const { stream, answer } = caller.call(WISH);
  caller.cancel(stream);
  t.equal(await answer, 'cleaned up');
});

// Private

/** Two links that are each other's other side; `sent` are the bytes that the serving one has sent. */
function pair(serve: Serve): { caller: Link; sent(): number } {
  let bytes = 0;
  const links: { caller?: Link; server?: Link } = {};
  const socket = (to: 'caller' | 'server'): LinkSocket => ({
    send(message) {
      if (to === 'caller' && typeof message !== 'string') bytes += message.length - 5;
      queueMicrotask(() => links[to]?.receive(Buffer.from(message as string), typeof message !== 'string'));
    },
    terminate: () => t.fail('nobody is cut off'),
  });
  links.caller = new Link(socket('server'));
  links.server = new Link(socket('caller'), serve);
  return { caller: links.caller, sent: () => bytes };
}

function lone(): { server: Link; isCut(): boolean } {
  let cut = false;
  const terminate = () => {
    cut = true;
  };
  return { server: new Link({ send: () => {}, terminate }), isCut: () => cut };
}

function tooMuch(): Buffer[] {
  const bytes = Buffer.alloc(WINDOW / 2 + 1);
  return [bytes, bytes].map((each) => writeFrame({ type: 'data', stream: 1, part: 'out', bytes: each }) as Buffer);
}

/** When all that can happen without the outside has happened. */
const settled = () => new Promise((resolve) => setImmediate(resolve));
