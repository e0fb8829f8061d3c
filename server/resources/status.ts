/** How a resource is, in a word for people and programs. */
export type ResourceStatus = 'creating' | 'running' | 'updating' | 'rollback' | 'deleting' | 'failed' | 'gone';

/** What the state of a stack says of the resource in it; `gone` when there is no stack. */
export function resourceStatus(stack: { status: string } | undefined): ResourceStatus {
  if (!stack) return 'gone';
  return STATUS[stack.status] ?? 'failed';
}

// Private

const STATUS: Readonly<Record<string, ResourceStatus>> = {
  CREATE_IN_PROGRESS: 'creating',
  CREATE_COMPLETE: 'running',
  UPDATE_IN_PROGRESS: 'updating',
  UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: 'updating',
  UPDATE_COMPLETE: 'running',
  UPDATE_ROLLBACK_IN_PROGRESS: 'rollback',
  UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: 'rollback',
  UPDATE_ROLLBACK_COMPLETE: 'running',
  ROLLBACK_IN_PROGRESS: 'rollback',
  DELETE_IN_PROGRESS: 'deleting',
  DELETE_FAILED: 'running',
  DELETE_COMPLETE: 'gone',
};
