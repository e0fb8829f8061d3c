/** How a process type runs: how many copies, and how much memory each may use (MiB, a hard limit). */
export interface Size {
  count: number;
  memory: number;
}

/** Process type → size. */
export type Formation = Record<string, Size>;

const DEFAULT_SIZE: Size = { count: 1, memory: 512 };

/** The formation of processes that nobody has scaled: one copy each. */
export function defaultFormation(processes: readonly string[]): Formation {
  return Object.fromEntries(processes.map((process) => [process, DEFAULT_SIZE]));
}

/** The process type that the load balancer sends requests to. */
export const WEB = 'web';

/**
 * A command line as the arguments of a container. The shell hands its process over (`exec`) where the line is one plain
 * command, so that signals reach the program itself.
 */
export function shellLine(line: string): string {
  const isPlain = /^[\w./-]+(\s|$)/.test(line) && !/[;&|<>()`\n]/.test(line);
  return isPlain && !/^exec\s/.test(line) ? `exec ${line}` : line;
}
