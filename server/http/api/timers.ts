import { type Route, route } from '../routes.ts';
import { integer, listOf, shape, text, time } from '../schema.ts';

const RUN = shape(
  'TimerRun',
  {
    timer: text('Its timer'),
    task: text('Its task in ECS'),
    release: text('The release that it was of'),
    startedAt: time('When it started'),
    endedAt: time('When it ended'),
    exitCode: integer('What it ended with'),
    reason: text('Why it ended, or did not begin'),
  },
  ['startedAt', 'endedAt', 'exitCode', 'reason'],
);

const TIMER = shape(
  'Timer',
  {
    name: text('Its name'),
    schedule: text('Five fields of cron, in UTC'),
    command: text('What it runs'),
    process: text('The process whose image, environment and size it has'),
    next: time('When it runs next'),
    last: RUN,
  },
  ['last'],
);

export const timers: Route = {
  method: 'GET',
  path: '/apps/{app}/timers',
  summary: 'Lists what an app runs by the clock, when next, and how it went last',
  on: 'app',
  role: 'read',
  answers: listOf(TIMER),
  run: async ({ rack, actor, app }) => rack.timers.list(app, actor),
};

export const timerRuns = route({
  method: 'GET',
  path: '/apps/{app}/timers/runs',
  summary: 'Lists runs of timers, newest first',
  on: 'app',
  role: 'read',
  params: { timer: { type: 'text', in: 'query', what: 'only of this one' } },
  answers: listOf(RUN),
  run: async ({ rack, actor, app, given: { timer } }) => rack.timers.runs(app, timer, actor),
});

export const runTimer: Route = {
  method: 'POST',
  path: '/apps/{app}/timers/{timer}/runs',
  summary: 'Runs a timer now, beside its schedule',
  on: 'app',
  role: 'deploy',
  answers: shape('StartedTimerRun', {
    timer: text('Its timer'),
    task: text('Its task in ECS'),
    release: text('The release that it is of'),
  }),
  run: async ({ rack, actor, app, path }) => rack.timers.run(app, path.timer as string, actor),
};
