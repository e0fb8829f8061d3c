import { randomBytes } from 'node:crypto';
import type { Context } from './handler.ts';

/** What CloudFormation calls the snapshot that stays of a resource. */
export function snapshotName({ stackName, logicalId }: Pick<Context, 'stackName' | 'logicalId'>): string {
  const random = randomBytes(6).toString('hex');
  return `${stackName}-snapshot-${logicalId}-${random}`.toLowerCase().replace(/-{2,}/g, '-');
}
