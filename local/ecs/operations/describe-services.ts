import { AwsError, type Operation } from '../../endpoint/service.ts';
import { nameIn } from '../arns.ts';
import { describeService } from '../describe.ts';
import type { Ecs } from '../ecs.ts';
import { findCluster, findService } from '../lookup.ts';

/** Shows services with their deployments and events; unknown ones are told as MISSING. */
export const describeServices =
  (ecs: Ecs): Operation =>
  (input) => {
    const cluster = findCluster(ecs, input.cluster);
    const names: string[] = input.services ?? [];
    if (names.length === 0) throw new AwsError('InvalidParameterException', 'Services cannot be empty.');
    if (names.length > 10) throw new AwsError('InvalidParameterException', 'Services cannot be more than 10.');
    const missing = names.filter((name) => !findService(ecs, cluster, name));
    return {
      services: names
        .flatMap((name) => findService(ecs, cluster, name) ?? [])
        .map((service) => describeService(ecs, service, input.include?.includes('TAGS'))),
      failures: missing.map((name) => ({ arn: ecs.arns.service(cluster.name, nameIn(name)), reason: 'MISSING' })),
    };
  };
