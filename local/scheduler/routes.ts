import type { Route } from '../endpoint/service.ts';

/** Where each operation is found. */
export const ROUTES: Readonly<Record<string, Route>> = {
  CreateSchedule: { request: 'POST /schedules/{Name}' },
  GetSchedule: { request: 'GET /schedules/{Name}' },
  UpdateSchedule: { request: 'PUT /schedules/{Name}' },
  DeleteSchedule: { request: 'DELETE /schedules/{Name}' },
  ListSchedules: { request: 'GET /schedules', renamed: { ScheduleGroup: 'GroupName' } },
  CreateScheduleGroup: { request: 'POST /schedule-groups/{Name}' },
  GetScheduleGroup: { request: 'GET /schedule-groups/{Name}' },
  DeleteScheduleGroup: { request: 'DELETE /schedule-groups/{Name}' },
  ListScheduleGroups: { request: 'GET /schedule-groups' },
  TagResource: { request: 'POST /tags/{ResourceArn}' },
  UntagResource: { request: 'DELETE /tags/{ResourceArn}', lists: ['TagKeys'] },
  ListTagsForResource: { request: 'GET /tags/{ResourceArn}' },
};
