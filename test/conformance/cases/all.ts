import type { Scenario } from '../scenario.ts';
import { ecr } from './ecr.ts';
import { efs } from './efs.ts';
import { iam } from './iam.ts';
import { kinesis } from './kinesis.ts';
import { logs } from './logs.ts';
import { s3 } from './s3.ts';
import { secretsmanager } from './secretsmanager.ts';
import { ssm } from './ssm.ts';
import { sts } from './sts.ts';

/** All that is asked. */
export const SCENARIOS: readonly Scenario[] = [ecr, efs, iam, kinesis, logs, s3, secretsmanager, ssm, sts];
