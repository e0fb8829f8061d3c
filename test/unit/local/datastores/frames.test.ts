import t from 'tap';
import { type Frame, frames } from '../../../../local/datastores/frames.ts';

const frame = (stream: number, text: string) => {
  const header = Buffer.from([stream, 0, 0, 0, 0, 0, 0, 0]);
  header.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([header, Buffer.from(text)]);
};

t.test('frames are found wherever the chunks are cut', async (t) => {
  const whole = Buffer.concat([frame(1, 'one'), frame(2, ''), frame(2, 'two'), frame(1, 'three')]);
  for (let size = 1; size <= whole.length; size++) {
    const chunks = Array.from({ length: Math.ceil(whole.length / size) }, (_, at) =>
      whole.subarray(at * size, (at + 1) * size),
    );
    const found: Frame[] = [];
    for await (const each of frames(chunks as unknown as AsyncIterable<Buffer>)) found.push(each);
    const texts = found.map(({ stream, bytes }) => `${stream}${bytes}`);
    if (texts.join() !== '1one,2,2two,1three') t.fail(`${size} bytes: ${texts}`);
  }
  t.pass();
});
