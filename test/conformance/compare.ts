import type { Answer, Outcome } from './scenario.ts';

/** How the answers of two clouds differ, in sentences; what each cloud makes up for itself (ids, times) is left out. */
export function differencesBetween(local: Outcome, moto: Outcome): string[] {
  if (local.refusal && moto.refusal) return refusalDifferences(local.refusal, moto.refusal);
  if (local.refusal) return [`local refuses (${local.refusal.code}), moto answers`];
  if (moto.refusal)
    return [`local answers, moto ${moto.refusal.status >= 500 ? 'fails' : `refuses (${moto.refusal.code})`}`];
  return [...new Set(memberDifferences(made(local.answer), made(moto.answer), ''))];
}

/** How two clients read the same answer differently. */
export function parsedDifferently(one: Outcome, other: Outcome): string[] {
  const [left, right] = [one.refusal?.code ?? readings(one.answer), other.refusal?.code ?? readings(other.answer)];
  // The answer to a HEAD has no body: boto3 calls it by its status.
  const isUntold = other.answer === null || /^\d+$/.test(other.refusal?.code ?? '');
  const found = isUntold ? [] : memberDifferences(left, right, '');
  return found.map((text) => `parsers: ${text}`);
}

/** Whether an answer has at least the expected members; expected texts may be patterns. */
export function matches(value: Answer, expected: Answer): boolean {
  if (expected instanceof RegExp) return typeof value === 'string' && expected.test(value);
  if (typeof expected !== 'object' || expected === null) return value === expected;
  if (Array.isArray(expected) && value?.length !== expected.length) return false;
  return Object.entries(expected).every(([name, each]) => matches(value?.[name], each));
}

// Private

function refusalDifferences(local: NonNullable<Outcome['refusal']>, moto: NonNullable<Outcome['refusal']>): string[] {
  if (moto.status >= 500) return [`local refuses (${local.code}), moto fails`];
  if (local.code !== moto.code) return [`code: local ${local.code}, moto ${moto.code}`];
  const [here, there] = [made(local.message), made(moto.message)];
  return here === there ? [] : [`message: local '${here}', moto '${there}'`];
}

function memberDifferences(local: unknown, moto: unknown, path: string): string[] {
  if (Array.isArray(local) && Array.isArray(moto)) return listDifferences(local, moto, path);
  if (isObject(local) && isObject(moto)) {
    const names = [...new Set([...Object.keys(local), ...Object.keys(moto)])].sort();
    return names.flatMap((name) => oneMember(local[name], moto[name], `${path}.${name}`));
  }
  return local === moto ? [] : [`${path}: local ${brief(local)}, moto ${brief(moto)}`];
}

function oneMember(local: unknown, moto: unknown, path: string): string[] {
  // Whether an empty member is left out differs from operation to operation on AWS, and says nothing.
  if (isNothing(local) && isNothing(moto)) return [];
  if (moto === undefined) return [`only local: ${path} ${brief(local)}`];
  if (local === undefined) return [`only moto: ${path} ${brief(moto)}`];
  return memberDifferences(local, moto, path);
}

function isNothing(value: unknown): boolean {
  return (
    value === undefined || value === '' || (typeof value === 'object' && Object.keys(value as object).length === 0)
  );
}

function listDifferences(local: unknown[], moto: unknown[], path: string): string[] {
  const lengths = local.length === moto.length ? [] : [`${path}: local ${local.length} items, moto ${moto.length}`];
  const both = Math.min(local.length, moto.length, lengths.length > 0 ? 1 : Infinity);
  return [
    ...lengths,
    ...local.slice(0, both).flatMap((each, index) => memberDifferences(each, moto[index], `${path}[]`)),
  ];
}

function brief(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? '[]' : '[…]';
  if (isObject(value)) return Object.keys(value).length === 0 ? '{}' : '{…}';
  return JSON.stringify(value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An answer with what its cloud made up replaced by what it is. */
function made(value: unknown): unknown {
  if (typeof value === 'string') return MADE_UP.reduce((text, [form, name]) => text.replace(form, name), value);
  if (typeof value === 'number') return value > 1e9 ? 'time' : value;
  if (Array.isArray(value)) return inOrder(value.map(made));
  if (!isObject(value)) return value;
  if ('$date' in value) return 'date';
  const members = Object.entries(value).map(([name, each]) => [made(name), OPAQUE.test(name) ? '#opaque' : made(each)]);
  return Object.fromEntries(apart(members as [string, unknown][]));
}

/** Members that have the same name once their ids are left out, told apart by their values. */
function apart(members: [string, unknown][]): [string, unknown][] {
  const sorted = members.toSorted((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
  return sorted.map(([name, each], index) => [sorted[index - 1]?.[0] === name ? `${name} ${index}` : name, each]);
}

/** Members whose values only their cloud understands. */
const OPAQUE =
  /^(authorizationToken|DNSName|InstanceProfileId|MillisBehindLatest|(Next)?ShardIterator|[nN]ext(Marker|Token)|NextContinuationToken|PolicyId|RandomPassword|SecretAccessKey|SessionToken|(Starting|Ending)?SequenceNumber|UserId)$/;

/** Tags have no order of their own. */
function inOrder(list: unknown[]): unknown[] {
  const keyOf = (each: unknown) =>
    String((each as Record<string, unknown>).Key ?? (each as Record<string, unknown>).key);
  const areTags = list.every((each) => isObject(each) && ('Key' in each || 'key' in each));
  return areTags ? [...list].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)) : list;
}

const MADE_UP: [RegExp, string][] = [
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, '#uuid'],
  [
    /\b(acl|ami|vpc-cidr-assoc|dopt|eipalloc|eni|fs|fsap|fsmt|i|igw|lt|nat|rtb|rtbassoc|sg|sgr|subnet|vpc|vpce)-[0-9a-f]{8,17}\b/g,
    '$1-#',
  ],
  [/\b49\d{54}\b/g, '#sequence'],
  [/\b(AROA|AIPA|ANPA|AKIA|ASIA|AIDA)[A-Z0-9]{8,}\b/g, '$1#'],
  [/\b[0-9a-f]{32}\b/g, '#id'],
  [/\/([0-9a-f]{16,17}|\d{13,})\b/g, '/#id'],
  [/\btest-endpoint-\d+\b/g, 'rack'],
  [/\b127\.0\.0\.1:\d+/g, '127.0.0.1:#'],
  [/(:secret:[\w/ ]+)-\w{6}\b/g, '$1-#'],
  [/(:service-deployment\/[\w-]+\/[\w-]+)\/[\w-]{21}\b/g, '$1/#id'],
  [/\becs-svc\/\d+\b/g, 'ecs-svc/#id'],
  [/^[A-Za-z0-9+/=_-]{40,}$/g, '#opaque'],
];

/** An answer as its values are, whichever client has read them. */
function readings(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(readings);
  if (!isObject(value)) return value;
  if ('$date' in value) return 'date';
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, readings(each)]));
}
