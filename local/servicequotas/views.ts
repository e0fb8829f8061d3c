import type { Config } from '../config.ts';
import { type DefaultQuota, SERVICE_NAMES } from './quotas.ts';

/** An increase that was asked for, and granted. */
export interface Change {
  id: string;
  service: string;
  code: string;
  value: number;
  /** Epoch milliseconds. */
  at: number;
  requester: string;
}

/** A quota as AWS answers it, with the value that is in force. */
export const quotaView = (quota: DefaultQuota, Value: number, { region, account }: Config) => ({
  ...named(quota, region, account),
  Value,
  Adjustable: quota.adjustable,
  QuotaAppliedAtLevel: 'ACCOUNT',
});

/** AWS's default of a quota, which is no account's. */
export const defaultView = (quota: DefaultQuota, { region }: Config) => ({
  ...named(quota, region, ''),
  Value: quota.value,
  Adjustable: quota.adjustable,
});

/** A request for an increase. */
export const changeView = ({ id, value, at, requester }: Change, quota: DefaultQuota, { region, account }: Config) => ({
  Id: id,
  ...named(quota, region, account),
  DesiredValue: value,
  Status: 'APPROVED',
  Created: new Date(at),
  LastUpdated: new Date(at),
  Requester: JSON.stringify({ accountId: account, callerArn: requester }),
  QuotaRequestedAtLevel: 'ACCOUNT',
});

// Private

const named = ({ service, code, name }: DefaultQuota, region: string, account: string) => ({
  ServiceCode: service,
  ServiceName: SERVICE_NAMES[service],
  QuotaArn: `arn:aws:servicequotas:${region}:${account}:${service}/${code}`,
  QuotaCode: code,
  QuotaName: name,
  Unit: 'None',
  GlobalQuota: false,
});
