import { arnOf, type Caller } from '../endpoint/caller.ts';
import type { Input } from '../endpoint/service.ts';
import { decide, type Statement } from '../policy/decision.ts';

/** Whether a role's trust policy (URL-encoded, as IAM answers it) lets a caller assume the role. */
export function admits(
  document: string,
  caller: Caller,
  { ExternalId, RoleSessionName }: Input,
  place: { account: string; rack: string },
): boolean {
  const { Statement } = JSON.parse(decodeURIComponent(document)) as { Statement: Trust | Trust[] };
  const names = namesOf(caller, place);
  const mine = [Statement].flat().filter((trust) => isMeant(trust, caller, names));
  const context = {
    'sts:ExternalId': ExternalId,
    'sts:RoleSessionName': RoleSessionName,
    ...(caller.kind === 'service' && { 'aws:SourceAccount': place.account, 'aws:SourceArn': caller.sourceArn }),
  };
  // A trust policy is about its role and nothing else.
  const about = mine.map((trust): Statement => ({ ...trust, Resource: '*' }));
  return decide([{ Statement: about }], { action: 'sts:AssumeRole', resource: '*', context }) === 'allowed';
}

// Private

type Trust = Omit<Statement, 'Resource' | 'NotResource'> & {
  Principal?: '*' | Record<string, string | string[]>;
  NotPrincipal?: unknown;
};

function isMeant({ Effect, Principal, NotPrincipal }: Trust, caller: Caller, names: string[]): boolean {
  // Whom it leaves out is not worked out here: one that allows leaves out this caller, one that denies means it.
  if (NotPrincipal !== undefined) return Effect === 'Deny';
  const kind = caller.kind === 'service' ? 'Service' : 'AWS';
  const meant = Principal === '*' ? ['*'] : [Principal?.[kind] ?? []].flat();
  return meant.some((one) => names.includes(one));
}

/** By which names a trust policy can mean a caller: its own, its role's, its account's, everybody. */
function namesOf(caller: Caller, place: { account: string; rack: string }): string[] {
  if (caller.kind === 'service') return [caller.principal];
  const own = [arnOf(caller, place), ...(caller.kind === 'role' ? [caller.roleArn] : [])];
  return ['*', place.account, `arn:aws:iam::${place.account}:root`, ...own];
}
