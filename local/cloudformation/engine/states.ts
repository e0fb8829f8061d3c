/** The resource type under which a stack itself appears among its events. */
export const STACK_TYPE = 'AWS::CloudFormation::Stack';

/** Statuses from which UpdateStack may start. */
const UPDATABLE = new Set(
  `CREATE_COMPLETE UPDATE_COMPLETE UPDATE_ROLLBACK_COMPLETE IMPORT_COMPLETE IMPORT_ROLLBACK_COMPLETE`.split(' '),
);

/** Statuses from which DeleteStack may not start: something is being changed that cannot be left half-way. */
const UNDELETABLE = new Set(
  `UPDATE_IN_PROGRESS UPDATE_COMPLETE_CLEANUP_IN_PROGRESS UPDATE_ROLLBACK_IN_PROGRESS
   UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS`.split(/\s+/),
);

export const isUpdatable = (status: string): boolean => UPDATABLE.has(status);
export const isDeletable = (status: string): boolean => !UNDELETABLE.has(status);
export const isFailed = (status: string): boolean => status.endsWith('_FAILED');
