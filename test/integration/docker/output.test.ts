import { randomUUID } from 'node:crypto';
import Docker from 'dockerode';
import t from 'tap';
import { outputOf } from '../../../docker/output.ts';

const BASE = process.env.RACK_BASE_IMAGE ?? 'rack/debian:bookworm';
const docker = new Docker();

t.test('what a program prints, without what it complains of', async (t) => {
  const output = await outputOf(docker, BASE, ['sh', '-c', 'echo one; echo two >&2; seq 1 20000 | tail -1']);
  t.equal(output, 'one\n20000\n');
});

t.test('a program that fails is named with its last words, and leaves no container', async (t) => {
  const mark = randomUUID();
  await t.rejects(outputOf(docker, BASE, ['sh', '-c', `: ${mark}; echo no mirror >&2; exit 3`]), {
    code: 'command_failed',
    message: 'sh -c failed with exit code 3: no mirror',
  });
  const left = (await docker.listContainers({ all: true })).filter(({ Command }) => Command.includes(mark));
  t.strictSame(left, []);
});

t.test('a program that hangs is stopped, and named', async (t) => {
  const taken = outputOf(docker, BASE, ['sleep', '600'], 0.5);
  await t.rejects(taken, { code: 'command_failed', message: 'sleep 600 took longer than 0.5 s' });
});
