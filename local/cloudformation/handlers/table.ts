import { autoScalingHandlers } from './autoscaling.ts';
import { certificateManagerHandlers } from './certificatemanager.ts';
import { cloudFormationHandlers } from './cloudformation.ts';
import { ec2Handlers } from './ec2.ts';
import { ecrHandlers } from './ecr.ts';
import { ecsHandlers } from './ecs.ts';
import { efsHandlers } from './efs.ts';
import { elastiCacheHandlers } from './elasticache.ts';
import { elasticLoadBalancingHandlers } from './elasticloadbalancingv2.ts';
import type { HandlerTable } from './handler.ts';
import { iamHandlers } from './iam.ts';
import { kinesisHandlers } from './kinesis.ts';
import { logsHandlers } from './logs.ts';
import { rdsHandlers } from './rds.ts';
import { route53Handlers } from './route53.ts';
import { s3Handlers } from './s3.ts';
import { schedulerHandlers } from './scheduler.ts';
import { secretsManagerHandlers } from './secretsmanager.ts';
import { sqsHandlers } from './sqs.ts';
import { ssmHandlers } from './ssm.ts';

/** Every resource type that the local CloudFormation makes. */
export const handlers: HandlerTable = {
  ...autoScalingHandlers,
  ...certificateManagerHandlers,
  ...cloudFormationHandlers,
  ...ec2Handlers,
  ...ecrHandlers,
  ...ecsHandlers,
  ...efsHandlers,
  ...elastiCacheHandlers,
  ...elasticLoadBalancingHandlers,
  ...iamHandlers,
  ...kinesisHandlers,
  ...logsHandlers,
  ...rdsHandlers,
  ...route53Handlers,
  ...s3Handlers,
  ...schedulerHandlers,
  ...secretsManagerHandlers,
  ...sqsHandlers,
  ...ssmHandlers,
};
