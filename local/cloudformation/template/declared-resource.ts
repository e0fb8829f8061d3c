import { validationError } from '../errors.ts';
import { isMap, type TemplateResource } from './template.ts';

const RESOURCE_KEYS = new Set(
  'Type Properties Condition DependsOn DeletionPolicy UpdateReplacePolicy UpdatePolicy Metadata'.split(' '),
);

/** The types of those served here whose last state a snapshot can keep. */
const SNAPSHOT_TYPES = new Set([
  'AWS::ElastiCache::CacheCluster',
  'AWS::ElastiCache::ReplicationGroup',
  'AWS::RDS::DBInstance',
]);

/** What becomes of a resource that goes when its template says nothing: of a database, a snapshot stays. */
export function usualPolicy(type: string): string {
  return type === 'AWS::RDS::DBInstance' ? 'Snapshot' : 'Delete';
}

/** Refuses a resource whose members besides its properties are none of a resource. */
export function checkResource(id: string, resource: TemplateResource, hasExtensions: boolean): void {
  if (!isMap(resource))
    throw validationError(`Template format error: [/Resources/${id}] resource definition is malformed`);
  if (!/^[a-zA-Z0-9]+$/.test(id))
    throw validationError(`Template format error: Resource name ${id} is non alphanumeric.`);
  if (typeof resource.Type !== 'string')
    throw validationError(
      `Template format error: [/Resources/${id}] Every Resources object must contain a Type member.`,
    );
  if ('CreationPolicy' in resource)
    throw validationError(`CreationPolicy of ${id} is not served here: nothing on this machine sends signals.`);
  const wrong = Object.keys(resource).filter((key) => !RESOURCE_KEYS.has(key));
  if (wrong.length > 0) throw validationError(`Invalid template resource property '${wrong[0]}'`);
  if (resource.Condition !== undefined && typeof resource.Condition !== 'string')
    throw validationError('Template format error: Every Condition member must be a string.');
  if ([resource.DependsOn ?? []].flat().some((one) => typeof one !== 'string'))
    throw validationError('Template format error: Every DependsOn value must be a string.');
  checkPolicies(id, resource, hasExtensions);
}

/** Refuses a policy that there is not, or that the resource's type cannot have. */
export function checkPolicy(name: string, policy: string, { id, type }: { id: string; type: string }): void {
  if (policy === 'Snapshot' && SNAPSHOT_TYPES.has(type)) return;
  if (policy === 'Snapshot')
    throw validationError(`Template error: resource type ${type} does not support ${name} Snapshot`);
  const policies = name === 'DeletionPolicy' ? ['Delete', 'Retain', 'RetainExceptOnCreate'] : ['Delete', 'Retain'];
  if (!policies.includes(policy))
    throw validationError(`Template format error: Unrecognized ${name} ${policy} for resource ${id}`);
}

// Private

function checkPolicies(id: string, resource: TemplateResource, hasExtensions: boolean): void {
  for (const name of ['DeletionPolicy', 'UpdateReplacePolicy'] as const) {
    const policy = resource[name];
    if (policy === undefined || (hasExtensions && isMap(policy))) continue;
    if (typeof policy !== 'string')
      throw validationError(`Template format error: Every ${name} member must be a string.`);
    checkPolicy(name, policy, { id, type: resource.Type });
  }
}
