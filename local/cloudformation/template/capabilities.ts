import { AwsError } from '../../endpoint/service.ts';
import type { Template } from './template.ts';

/** The property with which an IAM resource gets a name of the author's choice. */
const NAMES: Record<string, string> = {
  'AWS::IAM::Role': 'RoleName',
  'AWS::IAM::ManagedPolicy': 'ManagedPolicyName',
  'AWS::IAM::InstanceProfile': 'InstanceProfileName',
};

const AUTO_EXPAND = 'CAPABILITY_AUTO_EXPAND';

/** The capabilities that a template needs acknowledged: because it makes identities, or has transforms. */
export function neededCapabilities(template: Template): string[] {
  return [...identities(template), ...(template.Transforms.length > 0 ? [AUTO_EXPAND] : [])];
}

/** Refuses a template whose needed capabilities the caller did not acknowledge. */
export function checkCapabilities(template: Template, acknowledged: readonly string[], isReviewed: boolean): void {
  const given = acknowledged.includes('CAPABILITY_NAMED_IAM') ? [...acknowledged, 'CAPABILITY_IAM'] : acknowledged;
  const missing = neededCapabilities(template).filter(
    (one) => !given.includes(one) && !(isReviewed && one === AUTO_EXPAND),
  );
  if (missing.length > 0)
    throw new AwsError('InsufficientCapabilitiesException', `Requires capabilities : [${missing.join(', ')}]`);
}

// Private

function identities(template: Template): string[] {
  const made = Object.values(template.Resources).filter(({ Type }) => Type.startsWith('AWS::IAM::'));
  if (made.length === 0) return [];
  const named = made.some(({ Type, Properties }) => Properties?.[NAMES[Type] ?? ''] !== undefined);
  return [named ? 'CAPABILITY_NAMED_IAM' : 'CAPABILITY_IAM'];
}
