import t from 'tap';
import { BuildProgress } from '../../../docker/progress.ts';

const STEP = 'sha256:1';

/** A field of a protobuf message whose value has a length of less than 128 bytes. */
function field(number: number, value: Buffer | string): Buffer {
  const bytes = Buffer.from(value as string);
  return Buffer.concat([Buffer.from([(number << 3) | 2, bytes.length]), bytes]);
}

function vertex({ name, isComplete = false }: { name: string; isComplete?: boolean }): Buffer {
  const times = [field(5, ''), ...(isComplete ? [field(6, '')] : [])];
  return field(1, Buffer.concat([field(1, STEP), field(3, name), ...times]));
}

function log(message: Buffer): Buffer {
  return field(3, Buffer.concat([field(1, STEP), field(4, message)]));
}

function status(message: Buffer) {
  return { id: 'moby.buildkit.trace', aux: message.toString('base64') };
}

t.test('what a step prints is told as a terminal would show it, wherever the engine cuts it', (t) => {
  const said: string[] = [];
  const progress = new BuildProgress((line) => said.push(line));
  progress.take(status(vertex({ name: '[2/2] RUN make' })));
  const bytes = Buffer.from('größer\n1%\r50%\r100%\ndone\r\r\n\x1b[31mred\x1b[0m\n');
  for (const byte of bytes) progress.take(status(log(Buffer.from([byte]))));
  progress.take(status(vertex({ name: '[2/2] RUN make', isComplete: true })));
  t.same(said, ['[2/2] RUN make', '  größer', '  100%', '  done', '  red']);
  t.end();
});
