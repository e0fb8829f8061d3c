/** The resource type under which a stack itself appears among its events. */
export const STACK_TYPE = 'AWS::CloudFormation::Stack';

/** Statuses from which UpdateStack may start. */
const UPDATABLE = new Set(
  `CREATE_COMPLETE UPDATE_COMPLETE UPDATE_ROLLBACK_COMPLETE IMPORT_COMPLETE IMPORT_ROLLBACK_COMPLETE`.split(' '),
);

/** The status of a stack that is nothing yet but the place of change sets. */
export const IN_REVIEW = 'REVIEW_IN_PROGRESS';

/** Statuses in which a stack is left by a failed operation whose rollback was disabled. */
const LEFT_FAILED = new Set(['CREATE_FAILED', 'UPDATE_FAILED']);

/** Statuses from which DeleteStack may not start: something is being changed that cannot be left half-way. */
const UNDELETABLE = new Set(
  `UPDATE_IN_PROGRESS UPDATE_COMPLETE_CLEANUP_IN_PROGRESS UPDATE_ROLLBACK_IN_PROGRESS
   UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS`.split(/\s+/),
);

/** All that a stack can be in. */
export const STATUSES =
  `CREATE_IN_PROGRESS CREATE_FAILED CREATE_COMPLETE ROLLBACK_IN_PROGRESS ROLLBACK_FAILED ROLLBACK_COMPLETE
   DELETE_IN_PROGRESS DELETE_FAILED DELETE_COMPLETE UPDATE_IN_PROGRESS UPDATE_COMPLETE_CLEANUP_IN_PROGRESS
   UPDATE_COMPLETE UPDATE_FAILED UPDATE_ROLLBACK_IN_PROGRESS UPDATE_ROLLBACK_FAILED
   UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS UPDATE_ROLLBACK_COMPLETE REVIEW_IN_PROGRESS IMPORT_IN_PROGRESS
   IMPORT_COMPLETE IMPORT_ROLLBACK_IN_PROGRESS IMPORT_ROLLBACK_FAILED IMPORT_ROLLBACK_COMPLETE`.split(/\s+/);

export const isUpdatable = (status: string): boolean => UPDATABLE.has(status);
export const isLeftFailed = (status: string): boolean => LEFT_FAILED.has(status);
export const isDeletable = (status: string): boolean => !UNDELETABLE.has(status);
export const isFailed = (status: string): boolean => status.endsWith('_FAILED');
