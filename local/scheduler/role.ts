import { onBehalfOf } from '../endpoint/caller.ts';
import { AwsError, type CallAws } from '../endpoint/service.ts';
import { invalid } from './errors.ts';

/**
 * Throws unless the scheduler may take a role: there is one of this ARN, and it trusts `scheduler.amazonaws.com`, for schedules of a
 * group at least (`aws:SourceArn`).
 */
export async function checkRole(callAws: CallAws, RoleArn: string, sourceArn: string): Promise<void> {
  const request = { RoleArn, RoleSessionName: SESSION };
  try {
    await onBehalfOf({ kind: 'service', principal: 'scheduler.amazonaws.com', sourceArn }, () =>
      callAws('sts', 'AssumeRole', request),
    );
  } catch (error) {
    if (!(error instanceof AwsError) || error.code !== 'AccessDenied') throw error;
    throw invalid('The execution role you provide must allow AWS EventBridge Scheduler to assume the role.');
  }
}

/** The name of the sessions in which roles are taken. */
export const SESSION = 'AWSScheduler';
