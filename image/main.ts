import { messageOf } from '../lib/failure.ts';
import { askProgram } from './health.ts';
import { becomeUser } from './user.ts';

/** The programs of the image, by the first argument. */
const PROGRAMS: Record<string, () => Promise<unknown>> = {
  server: () => {
    becomeUser(process.env);
    return import('../server/main.ts');
  },
  agent: () => import('../agent/main.ts'),
  health: () => askProgram(process.env),
};

const name = process.argv[2] ?? '';
const program = PROGRAMS[name] ?? unknown;
program().catch((error) => {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exit(1);
});

// Private

async function unknown(): Promise<never> {
  throw new Error(`"${name}" is no program of this image. Use one of: ${Object.keys(PROGRAMS).join(', ')}.`);
}
