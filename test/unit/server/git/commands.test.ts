import { PassThrough, Readable } from 'node:stream';
import t from 'tap';
import { bringsPack, hasCapability, readCommands, writeCommands } from '../../../../server/git/commands.ts';
import { FLUSH, PktLineReader, pktLine } from '../../../../server/git/pkt-line.ts';

const ZERO = '0'.repeat(40);
const ONE = '1'.repeat(40);
const TWO = '2'.repeat(40);
const CAPABILITIES = ' report-status side-band-64k push-options object-format=sha1 agent=git/2.39.5';

const MAIN = pktLine(`${ONE} ${TWO} refs/heads/main\0${CAPABILITIES}`);

function reader(bytes: Buffer | Buffer[], limit = 1 << 20): PktLineReader {
  const stream = Readable.from([bytes].flat(), { objectMode: false });
  return new PktLineReader(stream, { bytes: limit, stall: 1000, signal: new AbortController().signal });
}

t.test('a push with options and a shallow history is read, and written as it came', async (t) => {
  const edge = pktLine(`shallow ${ONE}`);
  const more = pktLine(`${ZERO} ${TWO} refs/tags/v1`);
  const options = [pktLine('no-deploy'), pktLine('ci.skip=a b'), FLUSH];
  const bytes = Buffer.concat([edge, MAIN, more, FLUSH, ...options]);
  const read = reader(Buffer.concat([bytes, Buffer.from('PACK…')]));
  const commands = (await readCommands(read))!;
  t.match(commands, {
    shallow: [ONE],
    updates: [
      { old: ONE, new: TWO, ref: 'refs/heads/main' },
      { old: ZERO, new: TWO, ref: 'refs/tags/v1' },
    ],
    options: ['no-deploy', 'ci.skip=a b'],
  });
  t.equal(read.rest.toString(), 'PACK…', 'what follows is the pack');
  t.ok(hasCapability(commands, 'side-band-64k') && hasCapability(commands, 'agent'));
  t.notOk(hasCapability(commands, 'side-band') || hasCapability(commands, 'report'));
  const again = (await readCommands(reader(writeCommands(commands))))!;
  t.same(again, commands);
});

t.test('it does not matter how the bytes are cut', async (t) => {
  const bytes = Buffer.concat([MAIN, FLUSH, pktLine('supersede\n'), FLUSH]);
  for (const size of [1, 2, 3, 5, 64]) {
    const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) =>
      bytes.subarray(n * size, (n + 1) * size),
    );
    t.match(await readCommands(reader(chunks)), { updates: [{ new: TWO }], options: ['supersede'] }, `${size}`);
  }
});

t.test('a client that asks nothing is no push', async (t) => {
  t.equal(await readCommands(reader(FLUSH)), undefined);
  t.equal(await readCommands(reader(Buffer.alloc(0))), undefined);
  t.equal(await readCommands(reader([pktLine(`shallow ${ONE}`), FLUSH])), undefined);
});

t.test('without the capability there are no options to wait for', async (t) => {
  const plain = pktLine(`${ONE} ${ZERO} refs/heads/old\0 report-status`);
  const commands = (await readCommands(reader([plain, FLUSH])))!;
  t.same(commands.options, []);
  t.notOk(bringsPack(commands), 'a deletion brings no pack');
  t.ok(writeCommands(commands).equals(Buffer.concat([pktLine(`${ONE} ${ZERO} refs/heads/old\0report-status`), FLUSH])));
});

t.test('what git never sends is refused with a sentence', async (t) => {
  const cases: [string, Buffer | Buffer[], RegExp][] = [
    ['no hex', Buffer.from('GET / HTTP/1.1'), /sent "GET " where git's protocol has a length/],
    ['a length of one', Buffer.from('0001'), /sent "0001" where/],
    ['a length of three', Buffer.from('0003'), /where git's protocol has a length/],
    ['a packet that is too long', Buffer.from('fff5'), /where git's protocol has a length/],
    ['an end in the middle', Buffer.from('00a0 and so on'), /ended in the middle/],
    ['an end before the flush', MAIN, /ended in the middle/],
    ['an end before the options', [MAIN, FLUSH], /ended in the middle/],
    ['no ref', [pktLine('hello'), FLUSH], /sent "hello" where git's protocol names a ref/],
    ['a short id', [pktLine(`${ONE.slice(1)} ${TWO} refs/heads/a`), FLUSH], /names a ref/],
    ['an empty packet', [pktLine(''), FLUSH], /names a ref/],
    ['a control character', [pktLine(`${ONE} ${TWO} refs/heads/a\x1b[2J`), FLUSH], /names a ref/],
    [
      'a name that is no UTF-8',
      [pktLine(Buffer.from(`${ONE} ${TWO} refs/heads/caf\xe9`, 'latin1')), FLUSH],
      /names a ref/,
    ],
    ['a signed push', [pktLine('push-cert\0 push-options'), FLUSH], /takes no signed pushes/],
    [
      'the same ref twice',
      [MAIN, pktLine(`${ZERO} ${TWO} refs/heads/main`), FLUSH, FLUSH],
      /names refs\/heads\/main twice/,
    ],
  ];
  for (const [what, bytes, message] of cases) await t.rejects(readCommands(reader(bytes)), { message }, what);
});

t.test('the commands of a push have limits', async (t) => {
  const many = Array.from({ length: 10_001 }, (_, n) => pktLine(`${ZERO} ${TWO} refs/heads/b${n}`));
  await t.rejects(readCommands(reader(many, 4 << 20)), { code: 'too_many_refs' });
  t.equal((await readCommands(reader([...many.slice(1), FLUSH], 4 << 20)))?.updates.length, 10_000);
  await t.rejects(readCommands(reader(many, 64 * 1024)), { code: 'packets_too_large' });
});

t.test('a client that stops in the middle is given up, one that has not begun is not', async (t) => {
  const stream = new PassThrough();
  const read = new PktLineReader(stream, { bytes: 1000, stall: 20, signal: new AbortController().signal });
  const packets = readCommands(read);
  stream.write('00');
  await t.rejects(packets, { code: 'packets_stalled' });
  t.equal(stream.listenerCount('data'), 0, 'nothing listens any more');
  const leave = new AbortController();
  const quiet = new PktLineReader(new PassThrough(), { bytes: 1000, stall: 0, signal: leave.signal });
  const next = quiet.next();
  setTimeout(() => leave.abort(new Error('gone')), 20);
  await t.rejects(next, { message: 'gone' });
});
