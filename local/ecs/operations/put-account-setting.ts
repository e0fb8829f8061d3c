import { AwsError, type Operation } from '../../endpoint/service.ts';
import { accountSettings, checkSettingName } from '../account-settings.ts';
import type { Ecs } from '../ecs.ts';
import { required } from '../lookup.ts';

/** Takes a setting that is as it is here; refuses any other, which would promise what does not happen. */
export const putAccountSetting =
  (ecs: Ecs): Operation =>
  (input) => {
    const name: string = required(input.name, 'name');
    const value: string = required(input.value, 'value');
    checkSettingName(name);
    const setting = accountSettings(input.principalArn ?? ecs.arns.root).find((each) => each.name === name);
    if (setting?.value === value) return { setting };
    throw new AwsError('InvalidParameterException', `${name} is ${setting?.value} on this endpoint and stays so.`);
  };
