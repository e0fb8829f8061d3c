import { AwsError } from '../endpoint/service.ts';

/** The settings of an account and their values as they are on one machine; none can be changed to what would not be so. */
const SETTINGS: Record<string, string> = {
  awsvpcTrunking: 'disabled',
  containerInsights: 'disabled',
  containerInstanceLongArnFormat: 'enabled',
  defaultLogDriverMode: 'non-blocking',
  dualStackIPv6: 'disabled',
  fargateFIPSMode: 'disabled',
  fargateTaskRetirementWaitPeriod: '7',
  guardDutyActivate: 'off',
  serviceLongArnFormat: 'enabled',
  tagResourceAuthorization: 'on',
  taskLongArnFormat: 'enabled',
};

export interface AccountSetting {
  name: string;
  value: string;
  principalArn: string;
  type: 'user' | 'aws_managed';
}

/** All settings of an account's principal. */
export function accountSettings(principalArn: string): AccountSetting[] {
  return Object.entries(SETTINGS).map(([name, value]) => ({
    name,
    value,
    principalArn,
    type: name === 'guardDutyActivate' ? 'aws_managed' : 'user',
  }));
}

/** Throws the `InvalidParameterException` that AWS answers to a setting that there is none of. */
export function checkSettingName(name: string): void {
  if (Object.hasOwn(SETTINGS, name)) return;
  throw new AwsError('InvalidParameterException', `unknown should be one of [${Object.keys(SETTINGS).join(',')}]`);
}
