/** How something that a CloudFormation stack holds is, in a word. */
export type StackWord = 'new' | 'creating' | 'running' | 'updating' | 'rollback' | 'deleting' | 'failed' | 'unknown';

/** The word for CloudFormation's status of a stack; undefined: there is no stack. */
export function stackWord(status: string | undefined): StackWord {
  if (status === undefined) return 'new';
  return WORDS[status.replace(/_CLEANUP_IN_PROGRESS$/, '_IN_PROGRESS')] ?? 'unknown';
}

// Private

/** A stack whose update was taken back, or that could not be deleted, runs as it was. */
const WORDS: Record<string, StackWord> = {
  CREATE_IN_PROGRESS: 'creating',
  CREATE_COMPLETE: 'running',
  CREATE_FAILED: 'failed',
  UPDATE_IN_PROGRESS: 'updating',
  UPDATE_COMPLETE_IN_PROGRESS: 'updating',
  UPDATE_COMPLETE: 'running',
  UPDATE_ROLLBACK_IN_PROGRESS: 'rollback',
  UPDATE_ROLLBACK_COMPLETE_IN_PROGRESS: 'rollback',
  UPDATE_ROLLBACK_COMPLETE: 'running',
  UPDATE_ROLLBACK_FAILED: 'failed',
  ROLLBACK_IN_PROGRESS: 'rollback',
  ROLLBACK_COMPLETE: 'failed',
  ROLLBACK_FAILED: 'failed',
  DELETE_IN_PROGRESS: 'deleting',
  DELETE_FAILED: 'running',
};
