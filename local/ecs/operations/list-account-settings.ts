import type { Operation } from '../../endpoint/service.ts';
import { accountSettings, checkSettingName } from '../account-settings.ts';
import type { Ecs } from '../ecs.ts';
import { page } from '../lookup.ts';

/** The account's settings: nobody has set any, so that only the effective ones are told. */
export const listAccountSettings =
  (ecs: Ecs): Operation =>
  (input) => {
    const { name, value, principalArn = ecs.arns.root, effectiveSettings } = input;
    if (name) checkSettingName(name);
    const isAsked = effectiveSettings === true || effectiveSettings === 'true';
    const found = accountSettings(principalArn).filter(
      (setting) => isAsked && (!name || setting.name === name) && (!value || setting.value === value),
    );
    const { items, ...rest } = page(found, input);
    return { settings: items, ...rest };
  };
