import { AwsError } from '../../endpoint/service.ts';
import type { Template } from './template.ts';

/** The property with which an IAM resource gets a name of the author's choice. */
const NAMES: Record<string, string> = {
  'AWS::IAM::Role': 'RoleName',
  'AWS::IAM::ManagedPolicy': 'ManagedPolicyName',
  'AWS::IAM::InstanceProfile': 'InstanceProfileName',
};

/** The capability a template needs acknowledged, because it makes identities; undefined for most templates. */
export function neededCapability(template: Template): string | undefined {
  const made = Object.values(template.Resources).filter(({ Type }) => Type.startsWith('AWS::IAM::'));
  if (made.length === 0) return undefined;
  const named = made.some(({ Type, Properties }) => Properties?.[NAMES[Type] ?? ''] !== undefined);
  return named ? 'CAPABILITY_NAMED_IAM' : 'CAPABILITY_IAM';
}

/** Refuses a template whose needed capability the caller did not acknowledge. */
export function checkCapabilities(template: Template, acknowledged: readonly string[]): void {
  const needed = neededCapability(template);
  if (!needed || acknowledged.includes('CAPABILITY_NAMED_IAM') || acknowledged.includes(needed)) return;
  throw new AwsError('InsufficientCapabilitiesException', `Requires capabilities : [${needed}]`);
}
