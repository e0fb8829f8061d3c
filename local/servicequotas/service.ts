import { randomUUID } from 'node:crypto';
import type { Config } from '../config.ts';
import { arnOf, currentCaller } from '../endpoint/caller.ts';
import { check } from '../endpoint/check.ts';
import { AwsError, type Input, type Service } from '../endpoint/service.ts';
import type { Database } from '../store/database.ts';
import { openDocuments } from '../store/documents.ts';
import { coverage } from './coverage.ts';
import { type DefaultQuota, QUOTAS, SERVICE_NAMES } from './quotas.ts';
import { type Change, changeView, defaultView, quotaView } from './views.ts';

/** Service Quotas: what an account may have of the things that are limited here, and more where AWS gives more. */
export function createServiceQuotas({ config, database }: { config: Config; database: Database }): Service {
  const changes = openDocuments<Change>(database, 'servicequotas_changes');

  return {
    signingName: 'servicequotas',
    protocol: 'json',
    version: '2019-06-24',
    target: 'ServiceQuotasV20190624',
    coverage,
    operations: {
      ListServices(input) {
        const Services = Object.entries(SERVICE_NAMES).map(([ServiceCode, ServiceName]) => ({
          ServiceCode,
          ServiceName,
        }));
        return page('Services', Services, input);
      },
      ListServiceQuotas(input) {
        const quotas = quotasOf(input).filter(({ code }) => !input.QuotaCode || code === input.QuotaCode);
        return page('Quotas', quotas.map(view), input);
      },
      ListAWSDefaultServiceQuotas: (input) => page('Quotas', quotasOf(input).map(defaulted), input),
      GetServiceQuota: (input) => ({ Quota: view(quotaIn(input)) }),
      GetAWSDefaultServiceQuota: (input) => ({ Quota: defaulted(quotaIn(input)) }),
      RequestServiceQuotaIncrease(input) {
        const quota = quotaIn(input);
        checkIncrease(quota, valueNow(quota), input);
        const change = granted(quota, input.DesiredValue);
        changes.put(change.id, change);
        return { RequestedQuota: changeView(change, quota, config) };
      },
      GetRequestedServiceQuotaChange(input) {
        check(input, { RequestId: { required: true, min: 1, max: 128 } }, ILLEGAL);
        const change = changes.find(input.RequestId);
        if (!change) throw noSuch('The request failed because the specified request does not exist.');
        return { RequestedQuota: viewed(change) };
      },
      ListRequestedServiceQuotaChangeHistory: (input) => history(input),
      ListRequestedServiceQuotaChangeHistoryByQuota(input) {
        quotaIn(input);
        return history(input);
      },
    },
  };

  // Private

  function valueNow({ service, code, value }: DefaultQuota): number {
    return changes.list().findLast((change) => change.service === service && change.code === code)?.value ?? value;
  }

  function view(quota: DefaultQuota) {
    return quotaView(quota, valueNow(quota), config);
  }

  function defaulted(quota: DefaultQuota) {
    return defaultView(quota, config);
  }

  function viewed(change: Change) {
    return changeView(change, quotaIn({ ServiceCode: change.service, QuotaCode: change.code }), config);
  }

  function granted({ service, code }: DefaultQuota, value: number): Change {
    const id = randomUUID().replaceAll('-', '');
    return { id, service, code, value, at: Date.now(), requester: arnOf(currentCaller(), config) };
  }

  /** Every request has been granted, so that those of another status are none. */
  function history(input: Input) {
    const { ServiceCode, QuotaCode, Status = GRANTED } = input;
    check({ Status }, { Status: { oneOf: STATUSES } }, ILLEGAL);
    const asked = changes
      .list()
      .filter(
        ({ service, code }) => [service, undefined].includes(ServiceCode) && [code, undefined].includes(QuotaCode),
      );
    return page('RequestedQuotas', Status === GRANTED ? asked.reverse().map(viewed) : [], input);
  }
}

// Private

const ILLEGAL = 'IllegalArgumentException';
const GRANTED = 'APPROVED';
const STATUSES = ['PENDING', 'CASE_OPENED', GRANTED, 'DENIED', 'CASE_CLOSED', 'NOT_APPROVED', 'INVALID_REQUEST'];
const CODE = { required: true, min: 1, max: 128 };
const MOST_VALUE = 10_000_000_000;

const noSuch = (message: string) => new AwsError('NoSuchResourceException', message);

function quotasOf(input: Input): DefaultQuota[] {
  check(input, { ServiceCode: CODE }, ILLEGAL);
  const quotas = QUOTAS.filter(({ service }) => service === input.ServiceCode);
  if (quotas.length > 0) return quotas;
  throw noSuch('The request failed because the specified service does not exist.');
}

function quotaIn(input: Input): DefaultQuota {
  check(input, { ServiceCode: CODE, QuotaCode: CODE }, ILLEGAL);
  if (input.ContextId !== undefined) throw new AwsError(ILLEGAL, 'Quotas of single resources are not served here.');
  const quota = quotasOf(input).find(({ code }) => code === input.QuotaCode);
  if (quota) return quota;
  throw noSuch('The request failed because the specified quota does not exist.');
}

function checkIncrease({ code, adjustable }: DefaultQuota, now: number, input: Input): void {
  check(input, { DesiredValue: { required: true, atLeast: 0, atMost: MOST_VALUE } }, ILLEGAL);
  if (!adjustable) throw new AwsError(ILLEGAL, `The quota ${code} is not adjustable.`);
  if (input.DesiredValue > now) return;
  throw new AwsError(ILLEGAL, 'You must provide a quota value greater than the current quota value');
}

function page<T>(member: string, all: T[], input: Input) {
  check(input, { MaxResults: { atLeast: 1, atMost: 100 } }, ILLEGAL);
  const start = Number(input.NextToken ?? 0);
  if (!Number.isInteger(start)) throw new AwsError('InvalidPaginationTokenException', 'Invalid input was provided.');
  const end = start + (input.MaxResults ?? 100);
  return { [member]: all.slice(start, end), ...(end < all.length && { NextToken: String(end) }) };
}
