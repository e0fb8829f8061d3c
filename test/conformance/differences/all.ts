import type { Difference } from '../differences.ts';
import { aws } from './aws.ts';
import { cloudformation } from './cloudformation.ts';
import { ec2 } from './ec2.ts';
import { ecr } from './ecr.ts';
import { ecs } from './ecs.ts';
import { efs } from './efs.ts';
import { elbv2 } from './elbv2.ts';
import { iam } from './iam.ts';
import { kinesis } from './kinesis.ts';
import { logs } from './logs.ts';
import { s3 } from './s3.ts';
import { scheduler } from './scheduler.ts';
import { secretsmanager } from './secretsmanager.ts';
import { ssm } from './ssm.ts';
import { sts } from './sts.ts';

/** The differences that are known, by service. */
export const DIFFERENCES: Readonly<Record<string, readonly Difference[]>> = {
  aws,
  cloudformation,
  ec2,
  ecr,
  ecs,
  efs,
  elbv2,
  iam,
  kinesis,
  logs,
  s3,
  scheduler,
  secretsmanager,
  ssm,
  sts,
};
