import type { Shape } from './cloud.ts';

/** The value of another resource or of a parameter. */
export const ref = (name: string) => ({ Ref: name });
export const att = (id: string, attribute: string) => ({ 'Fn::GetAtt': [id, attribute] });
export const sub = (text: string) => ({ 'Fn::Sub': text });

/** A name that begins with the stack's. */
export const own = (name: string) => sub(`\${AWS::StackName}-${name}`);

/** A template of some resources, with whatever else it has. */
export function template(Resources: Shape, more: Shape = {}): Shape {
  return { Resources, ...more };
}

/** A resource: its type without `AWS::`, its properties, and what stands beside them. */
export function resource(type: string, Properties: Shape = {}, more: Shape = {}): Shape {
  return { Type: `AWS::${type}`, Properties, ...more };
}

export const logs = (days: number, more: Shape = {}, beside: Shape = {}) =>
  resource('Logs::LogGroup', { RetentionInDays: days, ...more }, beside);

export const bucket = (properties: Shape = {}, beside: Shape = {}) => resource('S3::Bucket', properties, beside);

export const role = (properties: Shape = {}, beside: Shape = {}) =>
  resource('IAM::Role', { AssumeRolePolicyDocument: trust('ecs-tasks.amazonaws.com'), ...properties }, beside);

/** Who may take a role. */
export const trust = (Service: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' }],
});

export const policy = (Action: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource: '*' }],
});

/** A resource that never gets made: no machine has so much memory, and no circuit breaker gives it up. */
export const never = (beside: Shape = {}): Shape => ({
  Cluster: resource('ECS::Cluster', {}, beside),
  Vast: resource('ECS::TaskDefinition', {
    ContainerDefinitions: [{ Name: 'vast', Image: 'none', Memory: 90_000_000 }],
  }),
  Never: resource('ECS::Service', { Cluster: ref('Cluster'), TaskDefinition: ref('Vast'), DesiredCount: 1 }),
});

/** The same, as it is made at once: no task is asked for. */
export const idle = (beside: Shape = {}): Shape => ({
  ...never(beside),
  Never: resource('ECS::Service', { Cluster: ref('Cluster'), TaskDefinition: ref('Vast'), DesiredCount: 0 }),
});
