import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { projectRoot } from '../../../lib/root.ts';
import { packLogRecord, writeEntry, writeEvent } from '../../../wire/log-record.ts';

const origin = { app: 'hello', process: 'web', release: 'R', task: 't', container: 'c' };
const time = '2026-11-22T21:31:00Z';

t.test('the Lambda function of docs/stream.md reads what agents write, and drops what comes twice', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'rack-lambda-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const text = await readFile(join(projectRoot, 'docs/stream.md'), 'utf8');
  await writeFile(join(folder, 'lambda.mjs'), /```js\n(.*?)```/s.exec(text)?.[1] as string);
  const { handler } = await import(join(folder, 'lambda.mjs'));

  const lines = Array.from({ length: 50 }, (_, at) => writeEntry({ log: `line ${at + 1}\n`, stream: 'stdout', time }));
  const stopped = { time, sequence: 7, stream: 'agent', message: 'exited with code 0', event: 'stopped' } as const;
  const bodies: [first: number | undefined, body: string][] = [
    [1, lines.slice(0, 3).join('')],
    [3, lines.slice(2).join('')],
    [undefined, writeEvent(stopped)],
  ];
  const records = await Promise.all(bodies.map(([first, body]) => packLogRecord(origin, first, Buffer.from(body))));
  records.splice(1, 0, Buffer.from('{"stats":1}'));
  const written = t.capture(console, 'log');
  await handler({ Records: records.map((data) => ({ kinesis: { data: data.toString('base64') } })) });

  const expected = [...lines.map((_, at) => `line ${at + 1}`), 'exited with code 0'];
  t.strictSame(
    written().map(({ args }) => args.join(' ')),
    expected.map((message) => `${time} hello[web]: ${message}`),
  );
});
