import type { Processes } from './processes.ts';
import { PROGRAM_NAMES } from './programs.ts';

/**
 * Stops the rack's processes, those first that use the others: the server and the agent, then the endpoint they call.
 * Answers how many ran.
 */
export async function stopProcesses(processes: Processes): Promise<number> {
  const running = PROGRAM_NAMES.filter((name) => processes.running(name)).length;
  await Promise.all([processes.stop('server'), processes.stop('agent')]);
  await processes.stop('local');
  return running;
}
