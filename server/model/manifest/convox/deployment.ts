import type { ProcessSpec } from '../../manifest.ts';
import type { Value } from '../value.ts';

/** Reads how many copies run while a release replaces another, in percent. A singleton stops before the new one starts. */
export function deploymentOf(deployment: Value | undefined, isSingleton: boolean): Pick<ProcessSpec, 'deployment'> {
  if (!deployment) return isSingleton ? { deployment: { minimum: 0, maximum: 100 } } : {};
  const { get } = deployment.fields(['minimum', 'maximum']);
  const maximum = get('maximum')?.numberOf(100, 200) ?? (isSingleton ? 100 : 200);
  const minimum = get('minimum')?.numberOf(0, 100) ?? (maximum === 100 ? 0 : 100);
  if (minimum === 100 && maximum === 100)
    throw deployment.bad(`${deployment.path} leaves no room: no copy may stop before, and none start beside another.`);
  return { deployment: { minimum, maximum } };
}
