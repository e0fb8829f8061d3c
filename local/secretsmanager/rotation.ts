import type { Operation } from '../endpoint/service.ts';
import { invalidParameter, invalidRequest } from './errors.ts';
import type { Secrets } from './secrets.ts';

/** Rotation is done by functions of Lambda, which is not served here: no secret rotates. */
export function rotationOperations(secrets: Secrets): Record<string, Operation> {
  return {
    RotateSecret({ SecretId, RotationLambdaARN }) {
      secrets.getLive(SecretId);
      if (RotationLambdaARN) throw invalidParameter('RotationLambdaARN is not served here: there is no Lambda.');
      throw invalidRequest('No Lambda rotation function ARN is associated with this secret.');
    },
    CancelRotateSecret({ SecretId }) {
      secrets.getLive(SecretId);
      throw invalidRequest(
        "You tried to enable rotation on a secret that doesn't already have a Lambda function ARN configured and you didn't include such an ARN as a parameter in this call.",
      );
    },
  };
}
