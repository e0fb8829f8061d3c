import { AwsError } from '../endpoint/service.ts';

/** The errors of Elastic Load Balancing that we answer, by the code of its API reference. */
export const validationError = (message: string) => new AwsError('ValidationError', message);
export const loadBalancerNotFound = () => new AwsError('LoadBalancerNotFound', 'One or more load balancers not found');
export const listenerNotFound = () => new AwsError('ListenerNotFound', 'One or more listeners not found');
export const targetGroupNotFound = () => new AwsError('TargetGroupNotFound', 'One or more target groups not found');
export const ruleNotFound = () => new AwsError('RuleNotFound', 'One or more rules not found');
export const priorityInUse = (priority: number) =>
  new AwsError('PriorityInUse', `Priority '${priority}' is currently in use`);
export const invalidTarget = (message: string) => new AwsError('InvalidTarget', message);
export const invalidConfiguration = (message: string) => new AwsError('InvalidConfigurationRequest', message);
export const operationNotPermitted = (message: string) => new AwsError('OperationNotPermitted', message);
export const resourceInUse = (message: string) => new AwsError('ResourceInUse', message);

/** A member that is none of the words AWS knows for it, in the sentence that AWS's own validation has. */
export const notOneOf = (member: string, value: string, words: readonly string[]) =>
  validationError(
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: ` +
      `Member must satisfy enum value set: [${words.join(', ')}]`,
  );

/** What we know of AWS and do not do: refused with the code that AWS uses, and a sentence that says so. */
export const notSupported = (what: string) =>
  validationError(`${what} is not supported by the local Elastic Load Balancing`);
