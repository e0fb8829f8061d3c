import type { Story } from '../story.ts';
import type { Teller } from '../teller.ts';
import { att, bucket, idle, logs, never, own, policy, ref, resource, role, template } from '../templates.ts';

const taken = (teller: Teller) => `${teller.prefix}-taken`;

/** A bucket that stands already and is nobody's. */
async function takeName(teller: Teller): Promise<void> {
  await teller.call('s3', 'CreateBucket', { Bucket: taken(teller) }, /^BucketAlreadyOwnedByYou$/);
}

async function freeName(teller: Teller): Promise<void> {
  await teller.call('s3', 'DeleteBucket', { Bucket: taken(teller) }, /^NoSuchBucket$/);
}

/** A log group, and after it a bucket whose name is taken. */
const clashing = (teller: Teller, more = {}) =>
  template({
    First: logs(7),
    Role: role({ Policies: [{ PolicyName: 'own', PolicyDocument: policy('s3:*') }] }, { DependsOn: 'First' }),
    Clash: bucket({ BucketName: taken(teller) }, { DependsOn: 'Role' }),
    ...more,
  });

const plain = template(
  {
    Logs: logs(7, { Tags: [{ Key: 'kind', Value: 'plain' }] }),
    Bucket: bucket({ Tags: [{ Key: 'logs', Value: ref('Logs') }] }),
    Role: role({ Description: ref('Bucket'), Policies: [{ PolicyName: 'p', PolicyDocument: policy('s3:GetObject') }] }),
    Secret: resource('SecretsManager::Secret', { Description: att('Role', 'Arn'), GenerateSecretString: {} }),
    Stream: resource('Kinesis::Stream', { ShardCount: 1, RetentionPeriodHours: 48 }),
    Cluster: resource('ECS::Cluster', { ClusterName: own('c') }),
  },
  { Outputs: { Bucket: { Value: ref('Bucket') }, Cluster: { Value: att('Cluster', 'Arn') } } },
);

export const creating: Story[] = [
  {
    name: 'plain',
    about: 'a stack is created',
    tell: (teller) => teller.made('a', plain, { Tags: [{ Key: 'team', Value: 'blue' }] }),
  },
  {
    name: 'backcreate',
    about: 'a creation that fails is rolled back; when the name is free the stack is deleted and created',
    async tell(teller) {
      await takeName(teller);
      await teller.create('a', clashing(teller));
      await teller.rests('a', 'ROLLBACK_COMPLETE');
      await teller.refused(teller.update('a', template({ First: logs(7) })), /ROLLBACK_COMPLETE state/);
      await freeName(teller);
      await teller.gone('a');
      await teller.made('a', clashing(teller));
    },
  },
  {
    name: 'foreign',
    about: 'what was there before is not the stack’s: neither taken over nor deleted',
    async tell(teller) {
      const logGroupName = `${teller.prefix}-group`;
      await takeName(teller);
      await teller.call('logs', 'CreateLogGroup', { logGroupName }, /^ResourceAlreadyExistsException$/);
      await teller.create('a', clashing(teller));
      await teller.create('b', template({ Group: logs(7, { LogGroupName: logGroupName }) }));
      await teller.rests('a', 'ROLLBACK_COMPLETE');
      await teller.rests('b', 'ROLLBACK_COMPLETE');
    },
    async clear(teller) {
      await freeName(teller);
      const logGroupName = `${teller.prefix}-group`;
      await teller.call('logs', 'DeleteLogGroup', { logGroupName }, /^ResourceNotFoundException$/);
    },
  },
  {
    name: 'ondelete',
    about: 'a creation that fails is deleted, as asked',
    async tell(teller) {
      await takeName(teller);
      await teller.create('a', clashing(teller), { OnFailure: 'DELETE' });
      await teller.rests('a', 'DELETE_COMPLETE');
    },
    clear: freeName,
  },
  {
    name: 'nothing',
    about: 'a creation that fails is left as it is, and an update makes the rest',
    async tell(teller) {
      await takeName(teller);
      await teller.create('a', clashing(teller), { OnFailure: 'DO_NOTHING' });
      await teller.rests('a', 'CREATE_FAILED');
      await teller.refused(teller.update('a', clashing(teller)), /disable-rollback parameter/);
      await freeName(teller);
      await teller.changed('a', clashing(teller, { More: logs(3) }), { DisableRollback: true });
    },
  },
  {
    name: 'leftback',
    about: 'a creation that fails is left as it is, and rolled back by hand',
    async tell(teller) {
      await takeName(teller);
      await teller.create('a', clashing(teller), { DisableRollback: true });
      await teller.rests('a', 'CREATE_FAILED');
      await teller.ask('RollbackStack', 'a');
      await teller.rests('a', 'ROLLBACK_COMPLETE');
    },
    clear: freeName,
  },
  {
    name: 'halfway',
    about: 'a stack is deleted while it is created',
    async tell(teller) {
      await teller.create('a', template({ ...never(), Logs: logs(7), After: logs(1, {}, { DependsOn: 'Never' }) }));
      await teller.reaches('a', 'Never', 'CREATE_IN_PROGRESS');
      await teller.gone('a');
    },
  },
  {
    name: 'repeated',
    about: 'requests with the same token are one request',
    async tell(teller) {
      const token = { ClientRequestToken: `${teller.prefix}-t` };
      const first = template({ Logs: logs(7), ...idle() });
      await teller.create('a', first, token);
      const { StackId } = await teller.describe(teller.name('a'));
      const input = { TemplateBody: JSON.stringify(first), Capabilities: ['CAPABILITY_IAM'], ...token };
      for (let times = 0; times < 3; times++) {
        const again = await teller.ask('CreateStack', 'a', input);
        if (again.StackId !== StackId) throw new Error(`Made twice: ${again.StackId}`);
      }
      await teller.rests('a', 'CREATE_COMPLETE');
      await teller.refused(teller.ask('CreateStack', 'a', { ...input, ClientRequestToken: 'other' }), /AlreadyExists/);
      const change = { ...input, TemplateBody: JSON.stringify(template({ Logs: logs(14) })), ClientRequestToken: 'u' };
      for (let times = 0; times < 3; times++) await teller.ask('UpdateStack', 'a', change);
      await teller.rests('a', 'UPDATE_COMPLETE');
      await teller.ask('UpdateStack', 'a', change);
      await teller.rests('a', 'UPDATE_COMPLETE');
    },
  },
  {
    name: 'protected',
    about: 'a protected stack is not deleted until its protection is taken away',
    async tell(teller) {
      await teller.made('a', template({ Logs: logs(7) }), { EnableTerminationProtection: true });
      await teller.made('b', template({ Logs: logs(7) }));
      await teller.ask('UpdateTerminationProtection', 'b', { EnableTerminationProtection: true });
      await teller.refused(teller.delete('a'), /cannot be deleted while TerminationProtection is enabled/);
      await teller.refused(teller.delete('b'), /cannot be deleted while TerminationProtection is enabled/);
      await teller.ask('UpdateTerminationProtection', 'a', { EnableTerminationProtection: false });
      await teller.gone('a');
    },
  },
];
