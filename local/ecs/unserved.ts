import { AwsError, type Input } from '../endpoint/service.ts';

/** Members of services and tasks that mean something that this machine cannot do: refused, so that nobody believes it was done. */
const UNSERVED = [
  'networkConfiguration',
  'platformVersion',
  'serviceConnectConfiguration',
  'serviceRegistries',
  'volumeConfigurations',
  'vpcLatticeConfigurations',
];
const DEPLOYMENT_UNSERVED = ['lifecycleHooks', 'linearConfiguration', 'canaryConfiguration'];

/** Throws when a request about services or tasks asks for what is not served here. */
export function refuseUnserved(input: Input): void {
  refuseAny(input, UNSERVED, 'InvalidParameterException');
}

/** Throws when a deployment is to go another way than a rolling update, or to be watched by alarms. */
export function checkDeploymentKind(input: Input): void {
  const { deploymentController, deploymentConfiguration: wanted = {} } = input;
  const controller = deploymentController?.type ?? 'ECS';
  if (controller !== 'ECS') refuse(`Deployment controller ${controller} is not served by this endpoint.`);
  const strategy = wanted.strategy ?? 'ROLLING';
  if (strategy !== 'ROLLING') refuse(`Deployment strategy ${strategy} is not served by this endpoint: use ROLLING.`);
  if (Number(wanted.bakeTimeInMinutes ?? 0) > 0) refuse('bakeTimeInMinutes is not served by this endpoint.');
  if (isTrue(wanted.alarms?.enable)) {
    refuse('Deployment alarms are not served by this endpoint, which has no CloudWatch: use the circuit breaker.');
  }
  refuseAny(wanted, DEPLOYMENT_UNSERVED, 'InvalidParameterException');
}

/** Throws when any of these members is there and not empty. */
export function refuseAny(input: Input, names: readonly string[], code: string): void {
  const found = names.find((name) => !isEmpty(input[name]));
  if (found) throw new AwsError(code, `${found} is not served by this endpoint.`);
}

/** A flag of a request; from a template it may be a text. */
export function isTrue(value: unknown): boolean {
  return value === true || value === 'true';
}

// Private

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'object' && Object.keys(value).length === 0);
}

function refuse(message: string): never {
  throw new AwsError('InvalidParameterException', message);
}
