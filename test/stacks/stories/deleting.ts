import type { Story } from '../story.ts';
import type { Teller } from '../teller.ts';
import { bucket, logs, own, ref, resource, role, sub, template } from '../templates.ts';

/** A bucket that the network of its stack outlives while something is in it. */
const held = template({
  Role: role(),
  Bucket: bucket({ BucketName: own('held'), Tags: [{ Key: 'role', Value: ref('Role') }] }),
  Logs: logs(1),
});

const inBucket = (teller: Teller) => ({ Bucket: `${teller.name('a')}-held`, Key: 'k' });

const exporting = (value: string) =>
  template({ Logs: logs(7) }, { Outputs: { Value: { Value: value, Export: { Name: own('value') } } } });

const importing = (exporter: string, more = {}) =>
  template({ Logs: logs(7, { LogGroupName: { 'Fn::ImportValue': `${exporter}-value` } }), ...more });

export const deleting: Story[] = [
  {
    name: 'again',
    about: 'a deletion fails, and succeeds when what held it is gone',
    async tell(teller) {
      await teller.made('a', held);
      await teller.call('s3', 'PutObject', { ...inBucket(teller), Body: 'b' });
      await teller.delete('a');
      await teller.rests('a', 'DELETE_FAILED');
      await teller.call('s3', 'DeleteObject', inBucket(teller));
      await teller.gone('a');
    },
  },
  {
    name: 'giveup',
    about: 'a deletion fails, and succeeds without what could not be deleted',
    async tell(teller) {
      await teller.made('a', held);
      await teller.call('s3', 'PutObject', { ...inBucket(teller), Body: 'b' });
      await teller.delete('a');
      await teller.rests('a', 'DELETE_FAILED');
      await teller.gone('a', { RetainResources: ['Bucket'] });
    },
    async clear(teller) {
      await teller.call('s3', 'DeleteObject', inBucket(teller), /^NoSuchBucket$/);
      await teller.call('s3', 'DeleteBucket', { Bucket: inBucket(teller).Bucket }, /^NoSuchBucket$/);
    },
  },
  {
    name: 'policies',
    about: 'deletion and rollback leave standing what the policies say',
    async tell(teller) {
      const DeletionPolicy = 'Retain';
      const kept = logs(7, { LogGroupName: own('kept') }, { DeletionPolicy });
      await teller.made('a', template({ Logs: logs(1), Kept: kept }));
      await teller.gone('a');
      const fresh = logs(7, {}, { DeletionPolicy: 'RetainExceptOnCreate' });
      await teller.create(
        'b',
        template({ Fresh: fresh, Kept: kept, Bad: logs(2, {}, { DependsOn: ['Fresh', 'Kept'] }) }),
      );
      await teller.rests('b', 'ROLLBACK_COMPLETE');
    },
    async clear(teller) {
      for (const stack of ['a', 'b']) {
        const logGroupName = `${teller.name(stack)}-kept`;
        await teller.call('logs', 'DeleteLogGroup', { logGroupName }, /^ResourceNotFoundException$/);
      }
    },
  },
  {
    name: 'anew',
    about: 'a stack is deleted and made anew under the same name, with resources of the same names',
    async tell(teller) {
      const named = template({
        Logs: logs(7, { LogGroupName: own('logs') }),
        Bucket: bucket({ BucketName: own('b') }),
      });
      for (let times = 0; times < 3; times++) {
        await teller.made('a', named);
        await teller.gone('a');
      }
      await teller.made('a', named);
    },
  },
  {
    name: 'sharing',
    about: 'an export in use is neither changed nor deleted until nobody uses it',
    async tell(teller) {
      await teller.made('a', exporting(`${teller.prefix}-one`));
      await teller.made('b', importing(teller.name('a')));
      await teller.refused(teller.delete('a'), /cannot be deleted as it is in use by/);
      await teller.update('a', exporting(`${teller.prefix}-two`));
      await teller.rests('a', 'UPDATE_ROLLBACK_COMPLETE');
      await teller.changed('b', template({ Logs: logs(7, { LogGroupName: own('none') }) }));
      await teller.changed('a', exporting(`${teller.prefix}-three`));
      await teller.made('c', importing(teller.name('a'), { More: logs(1) }));
      await teller.gone('c');
      await teller.gone('a');
    },
  },
  {
    name: 'unexported',
    about: 'a stack that imports what nobody exports is rolled back',
    async tell(teller) {
      await teller.create('a', importing('nobody'));
      await teller.rests('a', 'ROLLBACK_COMPLETE');
    },
  },
  {
    name: 'changesets',
    about: 'change sets are made, looked at and executed, or come to nothing',
    async tell(teller) {
      const first = template({ Logs: logs(3), Role: role({ Description: ref('Logs') }) });
      await teller.plan('a', 'one', first, { ChangeSetType: 'CREATE' });
      await teller.ask('ExecuteChangeSet', 'a', { ChangeSetName: 'one' });
      await teller.rests('a', 'CREATE_COMPLETE');
      await teller.plan('a', 'two', template({ Logs: logs(5), More: logs(1) }));
      await teller.plan('a', 'three', template({ Logs: logs(7) }));
      await teller.ask('ExecuteChangeSet', 'a', { ChangeSetName: 'three' });
      await teller.rests('a', 'UPDATE_COMPLETE');
      await teller.refused(teller.ask('ExecuteChangeSet', 'a', { ChangeSetName: 'two' }), /ChangeSetNotFound/);
      await teller.plan('a', 'bad', template({ Logs: logs(2), First: logs(1) }));
      await teller.ask('ExecuteChangeSet', 'a', { ChangeSetName: 'bad' });
      await teller.rests('a', 'UPDATE_ROLLBACK_COMPLETE');
    },
  },
  {
    name: 'review',
    about: 'a stack of which there is only a change set is deleted',
    async tell(teller) {
      await teller.plan('a', 'one', template({ Logs: logs(3) }), { ChangeSetType: 'CREATE' });
      await teller.gone('a');
    },
  },
  {
    name: 'tags',
    about: 'the tags of a stack are its resources’ as well',
    async tell(teller) {
      const tagged = (value: string) => ({ Tags: [{ Key: 'team', Value: value }] });
      const all = (days: number) =>
        template({
          Logs: logs(days),
          Stream: resource('Kinesis::Stream', { ShardCount: 1, RetentionPeriodHours: 24 * days }),
          Role: role({ Description: sub(`d${days}`) }),
        });
      await teller.made('a', all(3), tagged('blue'));
      await teller.changed('a', all(5), tagged('blue'));
    },
  },
];
