import { ALERTS } from '../../model/alert.ts';
import type { Route } from '../routes.ts';
import { integer, listOf, shape, text, time, word } from '../schema.ts';

const ALERT = shape(
  'Alert',
  {
    name: word('What is wrong', Object.keys(ALERTS)),
    subject: text('What it is about, which tells it from others of its name'),
    app: text('The app that it is about; absent: the rack'),
    severity: word('How bad it is', ['warning', 'critical']),
    stage: integer('Rises as it becomes worse'),
    since: time('Since when'),
    message: text('What was found'),
    hint: text('How to go on'),
  },
  ['app'],
);

export const alerts: Route = {
  method: 'GET',
  path: '/alerts',
  summary: 'Lists what is wrong now, oldest first',
  on: 'rack',
  role: 'read',
  answers: listOf(ALERT),
  run: async ({ rack, actor }) => rack.alerts.list(actor),
};
