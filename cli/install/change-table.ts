import type { ResourceChange } from '@aws-sdk/client-cloudformation';
import { table } from '../../lib/table.ts';
import type { Proposal } from './stack.ts';

/** Resources that hold what cannot be made again: to replace or remove one loses it. */
const STATEFUL = /^AWS::(EFS::FileSystem|ECR::Repository|Kinesis::Stream|SecretsManager::Secret)$/;

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

/** What a change would do to resources with state, a sentence for each that it replaces, may replace or removes. */
export function losses({ changes }: Proposal): string[] {
  return changes.filter(({ ResourceType = '' }) => STATEFUL.test(ResourceType)).flatMap(lossOf);
}

// Private

/** What is kept is no longer the rack's either, but it can be had back. */
function lossOf(change: ResourceChange): string[] {
  const name = `${change.LogicalResourceId} (${change.ResourceType})`;
  const fate = change.PolicyAction?.includes('Retain')
    ? 'is no longer used, and stays in the account with what it holds'
    : 'is lost with what it holds';
  const action = actionOf(change);
  if (action === 'replace?') return [`${name} may be replaced: then the old one ${fate}`];
  return ['replace', 'remove'].includes(action) ? [`${name} ${fate}`] : [];
}

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
