import type { TaskInfo } from '../aws/ecs.ts';

const SIGNALS: Record<number, string> = { 6: 'SIGABRT', 9: 'SIGKILL', 11: 'SIGSEGV', 15: 'SIGTERM' };

/** How a task ended, as the end of a sentence: `exited with code 1`, `was killed: out of memory`. */
export function exitOf({ exitCode, stoppedReason = '' }: TaskInfo): string {
  if (/OutOfMemory/i.test(stoppedReason)) return 'was killed: out of memory';
  if (exitCode === undefined) return `could not start: ${stoppedReason || 'no reason given'}`;
  if (/health/i.test(stoppedReason)) return `was stopped: ${stoppedReason.replace(/ in \(target-group .*\)/, '')}`;
  const signal = SIGNALS[exitCode - 128];
  return signal ? `was killed by ${signal} (exit code ${exitCode})` : `exited with code ${exitCode}`;
}

/** True when no further try can help: the image is not there or not for this machine. */
export function isHopeless({ stoppedReason = '' }: TaskInfo): boolean {
  return /CannotPullContainerError|CannotPull|ResourceInitializationError/.test(stoppedReason);
}
