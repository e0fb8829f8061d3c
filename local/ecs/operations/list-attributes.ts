import { AwsError, type Operation } from '../../endpoint/service.ts';
import type { Ecs } from '../ecs.ts';
import { findCluster, page } from '../lookup.ts';
import { machineAttributes } from '../machine-attributes.ts';

/** The attributes of this machine, all or those of a name or value. */
export const listAttributes =
  (ecs: Ecs): Operation =>
  (input) => {
    const { targetType, attributeName, attributeValue } = input;
    const targetId = ecs.arns.instance(findCluster(ecs, input.cluster).name);
    if (targetType !== 'container-instance') {
      throw new AwsError('InvalidParameterException', 'targetType should be one of [container-instance]');
    }
    const found = machineAttributes(ecs.machine, ecs.region).filter(
      ({ name, value }) =>
        (!attributeName || name === attributeName) && (!attributeValue || (value ?? '') === attributeValue),
    );
    const { items, ...rest } = page(found, input);
    return { attributes: items.map((attribute) => ({ ...attribute, targetType, targetId })), ...rest };
  };
