import { randomBytes } from 'node:crypto';
import type { Config } from '../config.ts';
import type { BalancerType } from './kinds.ts';

/** The last part of every ARN here: sixteen hex digits. */
const newId = () => randomBytes(8).toString('hex');

export const loadBalancerArn = ({ region, account }: Config, type: BalancerType, name: string) =>
  `arn:aws:elasticloadbalancing:${region}:${account}:loadbalancer/${type === 'network' ? 'net' : 'app'}/${name}/${newId()}`;

export const targetGroupArn = ({ region, account }: Config, name: string) =>
  `arn:aws:elasticloadbalancing:${region}:${account}:targetgroup/${name}/${newId()}`;

export const listenerArn = (loadBalancer: string) =>
  `${loadBalancer.replace(':loadbalancer/', ':listener/')}/${newId()}`;

export const ruleArn = (listener: string) => `${listener.replace(':listener/', ':listener-rule/')}/${newId()}`;

/** The sixteen hex digits at an ARN's end. */
export const idOf = (arn: string) => arn.slice(arn.lastIndexOf('/') + 1);
