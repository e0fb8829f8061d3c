import type { Difference } from '../differences.ts';

export const scheduler: readonly Difference[] = [
  {
    in: ['ListScheduleGroups: the default one'],
    what: [
      'only local: .ScheduleGroups[].CreationDate "date"',
      'only local: .ScheduleGroups[].LastModificationDate "date"',
    ],
    right: 'local',
    source: 'ScheduleGroupSummary: CreationDate, LastModificationDate.',
  },
  {
    in: ['GetSchedule: with the usual settings', 'GetSchedule: after its update'],
    what: ['only local: .ActionAfterCompletion "NONE"'],
    right: 'local',
    source: 'UpdateSchedule: what is not set has its default; ActionAfterCompletion: NONE or DELETE.',
  },
];
