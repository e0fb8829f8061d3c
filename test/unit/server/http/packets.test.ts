import t from 'tap';
import { FLUSH, pktLine, sideBand } from '../../../../server/git/pkt-line.ts';
import { PacketWatch } from '../../../../server/http/packets.ts';

/** What is put after these bytes, which came in pieces of any size. */
function lastWords(bytes: Buffer, piece = bytes.length || 1): string | undefined {
  const watch = new PacketWatch();
  for (let at = 0; at < bytes.length; at += piece) watch.pass(bytes.subarray(at, at + piece));
  return watch.lastWords('Gone.')?.toString('latin1');
}

const ERR = '0009ERR Gone.0000'.replace('0009', '000d');
const BAND = '000b\x03Gone.\n0000';

t.test('a sentence goes where the answer breaks off', (t) => {
  const nak = pktLine('NAK\n');
  const pack = Buffer.concat([nak, sideBand(2, 'Counting'), sideBand(1, Buffer.alloc(1000, 7))]);
  for (const piece of [1, 3, 4, 5, 1000, pack.length]) {
    t.equal(lastWords(pack, piece), BAND, `after whole packets of a side-band, in pieces of ${piece}`);
    t.equal(
      lastWords(pack.subarray(0, -300), piece),
      '\0'.repeat(300) + BAND,
      'in the midst of one, which is filled up',
    );
  }
  t.equal(lastWords(nak), ERR);
  t.equal(lastWords(Buffer.alloc(0)), ERR);
  t.equal(lastWords(Buffer.concat([nak, pktLine('packfile\n')])), BAND, 'version 2 has a side-band from here on');
  t.equal(lastWords(Buffer.concat([nak, Buffer.from('0001')])), ERR, 'a delimiter');
  t.end();
});

t.test('who has all, or was told already, is told nothing more', (t) => {
  t.equal(lastWords(Buffer.concat([pktLine('NAK\n'), FLUSH])), undefined);
  t.equal(lastWords(pktLine('ERR not our ref')), undefined);
  t.equal(lastWords(sideBand(3, 'fatal: out of memory')), undefined);
  t.end();
});

t.test('where no sentence can be seen, the answer is cut', (t) => {
  t.equal(lastWords(Buffer.from('0008NAK\nPACK....')), 'cut', 'a pack without side-band');
  t.equal(lastWords(Buffer.from('0008NAK\n00')), 'cut', 'half a length');
  t.end();
});
