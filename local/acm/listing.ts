import { check } from '../endpoint/check.ts';
import type { Input } from '../endpoint/service.ts';
import { invalid } from './errors.ts';
import type { Summary } from './views.ts';

const MOST_ITEMS = 1000;

/** The page of a listing that `ListCertificates` asks for: filtered, sorted, cut. */
export function listing(all: Summary[], input: Input) {
  check(input, { MaxItems: { atLeast: 1, atMost: MOST_ITEMS } });
  if ((input.SortBy === undefined) !== (input.SortOrder === undefined))
    throw invalid('SortBy and SortOrder must be specified together.');
  const asked = sorted(all.filter(fits(input)), input);
  const start = Number(input.NextToken ?? 0);
  if (!Number.isInteger(start)) throw invalid('The NextToken is not valid.');
  const end = start + Number(input.MaxItems ?? MOST_ITEMS);
  return {
    CertificateSummaryList: asked.slice(start, end),
    ...(end < asked.length && { NextToken: String(end) }),
  };
}

// Private

const fits =
  ({ CertificateStatuses, Includes = {} }: Input) =>
  (summary: Summary): boolean => {
    const has = (wanted: string[] | undefined, values: string[]) =>
      !wanted || wanted.length === 0 || values.some((value) => wanted.includes(value));
    // Unless key types are asked for, a listing is of RSA 1024 and 2048 only.
    const types: string[] = Includes.keyTypes ?? ['RSA_1024', 'RSA_2048'];
    return (
      has(CertificateStatuses, [summary.Status]) &&
      has(types, [summary.KeyAlgorithm.replace('-', '_')]) &&
      has(Includes.keyUsage, summary.KeyUsages) &&
      has(Includes.extendedKeyUsage, summary.ExtendedKeyUsages)
    );
  };

function sorted(all: Summary[], { SortBy, SortOrder }: Input): Summary[] {
  if (SortBy === undefined) return all;
  const sign = SortOrder === 'DESCENDING' ? -1 : 1;
  return [...all].sort((one, other) => sign * (one.CreatedAt.getTime() - other.CreatedAt.getTime()));
}
