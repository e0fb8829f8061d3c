import { AwsError, type Operation } from '../../endpoint/service.ts';
import { describeServiceRevision } from '../describe-service-deployment.ts';
import type { Ecs } from '../ecs.ts';
import { findServiceRevision } from '../lookup.ts';

const MOST = 20;

/** Shows what services were at their deployments; unknown ones are told as MISSING. */
export const describeServiceRevisions =
  (ecs: Ecs): Operation =>
  (input) => {
    const asked: string[] = input.serviceRevisionArns ?? [];
    if (asked.length === 0 || asked.length > MOST) {
      throw new AwsError('InvalidParameterException', `Service revisions must be from 1 to ${MOST}.`);
    }
    const found = asked.map((arn) => ({ arn, known: findServiceRevision(ecs, arn) }));
    return {
      serviceRevisions: found.flatMap(({ known }) =>
        known ? [describeServiceRevision(ecs, known.service, known.entry)] : [],
      ),
      failures: found.flatMap(({ arn, known }) => (known ? [] : [{ arn, reason: 'MISSING' }])),
    };
  };
