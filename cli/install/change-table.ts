import type { ResourceChange } from '@aws-sdk/client-cloudformation';
import { table } from '../../lib/table.ts';
import type { Proposal } from './stack.ts';

/** Resources that hold what cannot be made again: to replace or remove one loses it. */
const STATEFUL = /^AWS::(EFS::FileSystem|ECR::Repository|Kinesis::Stream|SecretsManager::Secret|RDS::|S3::Bucket$)/;

/** A proposed change as a table for people: what is added, changed in place, replaced, removed. */
export function changeTable({ changes }: Proposal): string {
  const rows = changes.map((change) => [
    actionOf(change),
    change.LogicalResourceId ?? '',
    change.ResourceType ?? '',
    reasonsOf(change),
  ]);
  return table(['CHANGE', 'RESOURCE', 'TYPE', 'BECAUSE OF'], rows).trimEnd();
}

/** The resources with state that a change would replace or remove. */
export function losses({ changes }: Proposal): string[] {
  return changes
    .filter(({ ResourceType = '' }) => STATEFUL.test(ResourceType))
    .filter((change) => ['replace', 'remove'].includes(actionOf(change)))
    .map(({ LogicalResourceId, ResourceType }) => `${LogicalResourceId} (${ResourceType})`);
}

// Private

function actionOf({ Action, Replacement }: ResourceChange): string {
  if (Action !== 'Modify') return (Action ?? '').toLowerCase();
  if (Replacement === 'True') return 'replace';
  return Replacement === 'Conditional' ? 'replace?' : 'change';
}

/** The properties that change. */
function reasonsOf({ Details = [] }: ResourceChange): string {
  const names = Details.map(({ Target }) => Target?.Name ?? Target?.Attribute ?? '');
  return [...new Set(names.filter((name) => name !== ''))].join(', ');
}
