import { run } from './run.ts';

/** ` by nginx (pid 123)`: the program that listens on a TCP port of this machine, or nothing where that cannot be known. */
export async function byHolder(port: number): Promise<string> {
  try {
    const { stdout } = await run(['ss', '-Hltnp', `sport = :${port}`], { timeout: 2000 });
    const [, program, pid] = /users:\(\("([^"]+)",pid=(\d+)/.exec(stdout) ?? [];
    return program ? ` by ${program} (pid ${pid})` : '';
  } catch {
    return '';
  }
}
