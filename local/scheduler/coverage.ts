import type { Coverage } from '../coverage/coverage.ts';

const TARGETS = [
  'Targets are ECS clusters (`EcsParameters`: `RunTask`); all others, universal targets among them, are refused by name, and so are `DeadLetterConfig`, `NetworkConfiguration` and `PlatformVersion`.',
  "`Input` is the overrides of the task, as JSON; AWS's keywords in it (`<aws.scheduler.scheduled-time>`, …) are filled in.",
  'A flexible time window is used at its very beginning. `KmsKeyArn` is kept and told, without effect.',
  'An `at()` that has passed already is taken and never due.',
];
const TOKEN = '`ClientToken` is not looked at: what is gone is not there when it is deleted again.';

/** How far the operations of EventBridge Scheduler go. */
export const coverage: Coverage<'scheduler'> = {
  partial: {
    CreateSchedule: TARGETS,
    DeleteSchedule: TOKEN,
    DeleteScheduleGroup: [TOKEN, 'The group and its schedules are gone at once.'],
    UpdateSchedule: [...TARGETS, '`ClientToken` is not looked at.'],
  },
};
