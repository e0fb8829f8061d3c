import t from 'tap';
import { Journal } from '../../../../../local/cloudformation/engine/journal.ts';
import { newStack } from '../../../../../local/cloudformation/operations/new-stack.ts';
import { newResource } from '../../../../../local/cloudformation/store/resources.ts';
import type { Stack } from '../../../../../local/cloudformation/store/stacks.ts';
import { openDatabase } from '../../../../../local/store/database.ts';

const place = { region: 'eu-west-1', account: '000000000000' };

function journalWith(...stacks: (Partial<Stack> & Pick<Stack, 'status' | 'name'>)[]): Journal {
  const journal = new Journal(openDatabase(':memory:'));
  for (const stack of stacks) journal.addStack(newStack(stack.name, stack, place));
  return journal;
}

t.test('stacks are listed piece by piece, newest first, and by status', async (t) => {
  const at = (minute: number) => new Date(Date.UTC(2026, 10, 22, 12, minute));
  const { stacks } = journalWith(
    { name: 'one', status: 'CREATE_COMPLETE', createdAt: at(1) },
    { name: 'two', status: 'DELETE_COMPLETE', createdAt: at(2), deletedAt: at(5) },
    { name: 'three', status: 'UPDATE_COMPLETE', createdAt: at(3) },
    { name: 'four', status: 'UPDATE_IN_PROGRESS', createdAt: at(4) },
  );
  const names = (found: { name: string }[]) => found.map(({ name }) => name);
  t.same(names(stacks.list(0, 2)), ['four', 'three']);
  t.same(names(stacks.list(2, 2)), ['one'], 'without those that are deleted');
  t.same(names(stacks.summaries([], 1, 2)), ['three', 'two']);
  t.same(names(stacks.summaries(['CREATE_COMPLETE', 'DELETE_COMPLETE'], 0, 9)), ['two', 'one']);
  t.match(stacks.summaries([], 2, 1), [{ deletedAt: at(5), description: undefined }]);
  t.same(stacks.idsIn(['UPDATE_IN_PROGRESS']), [stacks.find('four')?.id]);
});

t.test('a stack that was deleted long ago is forgotten with all that is known of it', async (t) => {
  const [old, late] = [new Date('2026-08-01T00:00:00Z'), new Date('2026-11-01T00:00:00Z')];
  const journal = journalWith(
    { name: 'old', status: 'DELETE_COMPLETE', deletedAt: old },
    { name: 'late', status: 'DELETE_COMPLETE', deletedAt: late },
    { name: 'standing', status: 'CREATE_COMPLETE' },
  );
  const [, , gone] = journal.stacks.summaries([], 0, 3);
  const stackId = gone?.id as string;
  const state = {
    properties: {},
    attributes: {},
    dependsOn: [],
    deletionPolicy: 'Delete',
    updateReplacePolicy: 'Delete',
  };
  const given = { stackId, logicalId: 'Group', type: 'AWS::Logs::LogGroup', status: 'DELETE_COMPLETE', state };
  journal.addResource(newResource(given));
  journal.stacks.forget(new Date('2026-10-01T00:00:00Z'));
  t.same(
    journal.stacks.summaries([], 0, 9).map(({ name }) => name),
    ['standing', 'late'],
  );
  t.same([journal.resources.list(stackId), journal.events.list(stackId, 0, 9)], [[], []]);
});
