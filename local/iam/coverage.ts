import type { Coverage } from '../coverage/coverage.ts';

const NEWEST = 'Of a policy only its default version is kept.';
const MANAGED = "AWS's own managed policies are taken as existing, and allow nothing.";

/** How far IAM's operations go. What policies decide here is told in local/README.md ("Who may do what"). */
export const coverage: Coverage<'iam'> = {
  partial: {
    AttachRolePolicy: MANAGED,
    CreatePolicyVersion: [NEWEST, 'One that is not to be the default is refused.'],
    GetPolicyVersion: NEWEST,
    ListPolicyVersions: NEWEST,
  },
  inert: {
    AddRoleToInstanceProfile: 'No instance is launched with it.',
    CreateInstanceProfile: 'No instance is launched with it.',
    RemoveRoleFromInstanceProfile: 'No instance is launched with it.',
  },
};
