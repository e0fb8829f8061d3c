import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Input } from '../../../../local/endpoint/service.ts';
import { config } from './rack.ts';

const PROGRAM = fileURLToPath(new URL(`./program${extname(import.meta.url)}`, import.meta.url));

/** ECS in a process of its own, which can be killed and begun again with what it had written down. */
export async function openKillable(rack: string) {
  const settings = JSON.stringify(config(rack));
  let calls = 0;
  const begin = async (): Promise<ChildProcess> => {
    const child = fork(PROGRAM, [settings]);
    await once(child, 'message');
    return child;
  };
  let program = await begin();
  const kill = async () => {
    program.kill('SIGKILL');
    await once(program, 'exit');
  };
  return {
    kill,
    async begin() {
      program = await begin();
    },
    // biome-ignore lint/suspicious/noExplicitAny: AWS shapes
    call(operation: string, input: Input = {}): Promise<any> {
      const id = ++calls;
      program.send({ id, operation, input });
      return new Promise((resolve) => {
        const listener = (message: { id: number; answer: unknown }) => {
          if (message.id !== id) return;
          program.off('message', listener);
          resolve(message.answer);
        };
        program.on('message', listener);
      });
    },
    close: () => program.kill('SIGKILL'),
  };
}
