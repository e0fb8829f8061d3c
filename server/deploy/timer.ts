import { eventBridgeExpression, parseSchedule } from '../model/cron.ts';
import type { TimerSpec } from '../model/manifest.ts';
import { fold } from './fold.ts';
import type { Json } from './template-yaml.ts';

/** What timer.yml says of one timer, beside the task definition of the same prefix. */
export function schedule(
  template: Json,
  prefix: string,
  { name, timer }: { name: string; timer: TimerSpec },
): Record<string, Json> {
  return fold(template, prefix, {
    ScheduleGroup: { Ref: 'ScheduleGroup' },
    SchedulerRole: { 'Fn::GetAtt': ['SchedulerRole', 'Arn'] },
    TaskDefinition: { Ref: `${prefix}TaskDefinition` },
    Timer: name,
    Expression: eventBridgeExpression(parseSchedule(timer.schedule)),
  });
}
