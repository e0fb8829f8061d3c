import { AwsError, type Operation } from '../../endpoint/service.ts';
import { describeServiceDeployment } from '../describe-service-deployment.ts';
import type { Ecs } from '../ecs.ts';
import { findServiceDeployment } from '../lookup.ts';

const MOST = 20;

/** Shows deployments of services; unknown ones are told as MISSING. */
export const describeServiceDeployments =
  (ecs: Ecs): Operation =>
  (input) => {
    const asked: string[] = input.serviceDeploymentArns ?? [];
    if (asked.length === 0 || asked.length > MOST) {
      throw new AwsError('InvalidParameterException', `Service deployments must be from 1 to ${MOST}.`);
    }
    const found = asked.map((arn) => ({ arn, known: findServiceDeployment(ecs, arn) }));
    return {
      serviceDeployments: found.flatMap(({ known }) =>
        known ? [describeServiceDeployment(ecs, known.service, known.entry)] : [],
      ),
      failures: found.flatMap(({ arn, known }) => (known ? [] : [{ arn, reason: 'MISSING' }])),
    };
  };
