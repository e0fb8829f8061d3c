import { Failure, messageOf } from '../../lib/failure.ts';
import type { Check, Finding } from './check.ts';

/** Makes the checks one after the other, a line each; answers how many found a problem. */
export async function examineAll(checks: readonly Check[], say: (line: string) => void): Promise<number> {
  let problems = 0;
  for (const check of checks) {
    const found = await examine(check);
    if (found.mend) problems += 1;
    say(describe(check.name, found));
  }
  return problems;
}

// Private

async function examine(check: Check): Promise<Finding> {
  try {
    return await check.look();
  } catch (error) {
    return { text: messageOf(error), mend: (error instanceof Failure && error.hint) || 'Run scripts/setup.sh.' };
  }
}

function describe(name: string, { text, mend }: Finding): string {
  const line = `${mend ? 'problem' : 'ok     '}  ${name.padEnd(11)}${text}`;
  return mend ? `${line}\n${' '.repeat(20)}→ ${mend}` : line;
}
