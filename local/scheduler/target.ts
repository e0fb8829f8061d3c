import type { Constraint } from '../endpoint/check.ts';
import type { Input } from '../endpoint/service.ts';
import { invalid } from './errors.ts';
import type { Target } from './model.ts';

/** Where clusters are that can be a target. */
export interface TargetPlace {
  region: string;
  account: string;
}

/** What the members of a target are, by their paths in a request. */
export const TARGET: Readonly<Record<string, Constraint>> = {
  'Target.Arn': { required: true, min: 1, max: 1600 },
  'Target.RoleArn': {
    required: true,
    min: 1,
    max: 1600,
    pattern: /^arn:aws(-[a-z]+)?:iam::\d{12}:role\/[\w+=,.@/-]+$/,
  },
  'Target.Input': { min: 1 },
  'Target.RetryPolicy.MaximumEventAgeInSeconds': { atLeast: 60, atMost: 86_400 },
  'Target.RetryPolicy.MaximumRetryAttempts': { atLeast: 0, atMost: 185 },
  'Target.EcsParameters.CapacityProviderStrategy': { max: 6 },
  'Target.EcsParameters.Group': { min: 1, max: 255 },
  'Target.EcsParameters.LaunchType': { oneOf: ['EC2', 'FARGATE', 'EXTERNAL'] },
  'Target.EcsParameters.PlacementConstraints': { max: 10 },
  'Target.EcsParameters.PlacementStrategy': { max: 5 },
  'Target.EcsParameters.PropagateTags': { oneOf: ['TASK_DEFINITION'] },
  'Target.EcsParameters.Tags': { max: 50 },
  'Target.EcsParameters.TaskCount': { atLeast: 1, atMost: 10 },
  'Target.EcsParameters.TaskDefinitionArn': { min: 1, max: 1600 },
};

/** The target that a request asks for; throws where it is one that this machine does not reach. */
export function targetOf(target: Input, place: TargetPlace): Target {
  checkIsCluster(target.Arn, place);
  const unserved = UNSERVED.find((name) => target[name] !== undefined);
  if (unserved) throw invalid(`${unserved} ${UNSERVED_BECAUSE[unserved] ?? 'does not go with an ECS target.'}`);
  return {
    Arn: target.Arn,
    RoleArn: target.RoleArn,
    EcsParameters: ecsParametersOf(target.EcsParameters),
    ...(target.Input !== undefined && { Input: checkedInput(target.Input) }),
    RetryPolicy: {
      MaximumEventAgeInSeconds: target.RetryPolicy?.MaximumEventAgeInSeconds ?? 86_400,
      MaximumRetryAttempts: target.RetryPolicy?.MaximumRetryAttempts ?? 185,
    },
  };
}

// Private

const UNSERVED = [
  'DeadLetterConfig',
  'EventBridgeParameters',
  'KinesisParameters',
  'SageMakerPipelineParameters',
  'SqsParameters',
];

const UNSERVED_BECAUSE: Record<string, string> = {
  DeadLetterConfig: 'is not served by this endpoint, which has no SQS: what is given up is told in its log.',
};

/** What ECS cannot do here is refused before the first run, which nobody watches. */
const UNSERVED_BY_ECS = ['NetworkConfiguration', 'PlatformVersion'];

function checkIsCluster(arn: string, { region, account }: TargetPlace): void {
  const [scheme, , service, ...rest] = arn.split(':');
  if (scheme !== 'arn' || service === undefined) throw invalid('Provided Arn is not in correct format.');
  const [where, whose, resource = ''] = rest;
  if (service !== 'ecs' || !resource.startsWith('cluster/'))
    throw invalid(`The target ${arn} is not served by this endpoint: it runs tasks in ECS clusters only.`);
  if (where !== region || whose !== account)
    throw invalid(`The target ${arn} is not served by this endpoint, which is in ${region}, account ${account}.`);
}

function ecsParametersOf(given: Input | undefined): Target['EcsParameters'] {
  if (given?.TaskDefinitionArn === undefined)
    throw invalid('EcsParameters with a TaskDefinitionArn is required for an ECS target.');
  const unserved = UNSERVED_BY_ECS.find((name) => given[name] !== undefined);
  if (unserved) throw invalid(`${unserved} is not served by this endpoint.`);
  return given as Target['EcsParameters'];
}

/** What ECS is handed as `overrides` of the task. */
function checkedInput(text: string): string {
  try {
    const value = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return text;
  } catch {
    // Refused below.
  }
  throw invalid('Input is to be the overrides of a task, as JSON: {"containerOverrides":[…]}.');
}
