import t from 'tap';
import type { EcsService } from '../../../../local/ecs/model.ts';
import {
  drainingConnections,
  inconsistentStarts,
  startedTasks,
  steadyState,
  stoppedTasks,
  unplaceable,
} from '../../../../local/ecs/service-events.ts';

const HOUR = 60 * 60_000;

function service(): EcsService {
  return { name: 'web', events: [] } as unknown as EcsService;
}

function told({ events }: EcsService): string[] {
  return events.map(({ message }) => message).reverse();
}

t.test('events in the words of AWS', async (t) => {
  const web = service();
  startedTasks(web, ['a', 'b']);
  stoppedTasks(web, ['a'], ['c', 'd']);
  drainingConnections(web, 'ecs-svc/1');
  steadyState(web);
  t.same(told(web), [
    '(service web) has started 2 tasks: (task a) (task b).',
    '(service web) has stopped 1 running tasks: (task a).',
    '(service web) stopped 2 pending tasks.',
    '(service web, taskSet ecs-svc/1) has begun draining connections on 1 tasks.',
    '(service web) has reached a steady state.',
  ]);
});

t.test('a complaint is told once, until it is over or hours have passed', async (t) => {
  const web = service();
  const count = () => told(web).filter((text) => text.includes('unable to place')).length;
  const complain = () => unplaceable(web, 'i', 'has insufficient memory available');
  complain();
  complain();
  t.equal(count(), 1);
  inconsistentStarts(web);
  complain();
  t.equal(count(), 1, 'another complaint does not end it');
  startedTasks(web, ['a']);
  complain();
  t.equal(count(), 2, 'a task that found its place does');
  for (const event of web.events) event.createdAt -= 6 * HOUR;
  complain();
  t.equal(count(), 3);
});

t.test('a hundred events are kept', async (t) => {
  const web = service();
  for (let i = 0; i < 120; i++) startedTasks(web, [`${i}`]);
  t.equal(web.events.length, 100);
  t.match(web.events[0]?.message, /task 119/);
});
