import { AwsError, type Input, type Operation } from '../../endpoint/service.ts';
import { briefServiceDeployment } from '../describe-service-deployment.ts';
import type { Ecs } from '../ecs.ts';
import { findCluster, findService, page, required } from '../lookup.ts';
import type { ServiceDeployment } from '../model.ts';
import { historyOf } from '../service-history.ts';

/** The deployments of a service, newest first, all or those of some states or times. */
export const listServiceDeployments =
  (ecs: Ecs): Operation =>
  (input) => {
    const service = findService(ecs, findCluster(ecs, input.cluster), required(input.service, 'service'));
    if (!service) throw new AwsError('ServiceNotFoundException', 'Service not found.');
    const found = historyOf(service).filter((entry) => isAsked(entry, input));
    const { items, ...rest } = page(found, { maxResults: 20, ...input });
    return { serviceDeployments: items.map((entry) => briefServiceDeployment(ecs, service, entry)), ...rest };
  };

// Private

function isAsked({ status, createdAt }: ServiceDeployment, { status: wanted, createdAt: within = {} }: Input): boolean {
  const { after = 0, before = Number.POSITIVE_INFINITY } = within;
  const isWithin = createdAt >= Number(after) * 1000 && createdAt <= Number(before) * 1000;
  return isWithin && (!wanted?.length || wanted.includes(status));
}
