import type { Shape } from '../cloud.ts';
import type { Story } from '../story.ts';
import type { Teller } from '../teller.ts';
import { att, bucket, idle, logs, never, own, policy, ref, resource, role, sub, template } from '../templates.ts';

/** Resources of many kinds, each of which changes in place with `n`. */
const inPlace = (n: number) =>
  template(
    {
      Logs: logs(n, { Tags: [{ Key: 'n', Value: `${n}` }] }),
      Role: role({
        Description: `d${n}`,
        Policies: [{ PolicyName: `p${n}`, PolicyDocument: policy('s3:*') }],
        Tags: [{ Key: `k${n}`, Value: 'v' }],
      }),
      Secret: resource('SecretsManager::Secret', { Description: sub(`\${Role} ${n}`), GenerateSecretString: {} }),
      Stream: resource('Kinesis::Stream', { ShardCount: 1, RetentionPeriodHours: 24 * n }),
      Bucket: bucket({ Tags: [{ Key: 'n', Value: `${n}` }] }),
      Cluster: resource('ECS::Cluster', { Tags: [{ Key: 'n', Value: `${n}` }] }),
    },
    { Outputs: { Logs: { Value: sub(`\${Logs} ${n}`) } } },
  );

/** Everything that an update can do; a bad one fails when nearly all is done, `Last` itself half-way. */
const manifold = (n: number, isBad = false): Shape =>
  template({
    Changed: logs(n),
    Replaced: logs(7, { LogGroupName: own(`replaced-${n}`) }),
    Pointing: role({ Description: ref('Replaced') }),
    Definition: resource('ECS::TaskDefinition', {
      Family: own('family'),
      ContainerDefinitions: [{ Name: 'one', Image: `image:${n}`, Memory: 16 }],
    }),
    [`Only${n}`]: logs(1),
    Last: role(
      { Description: `d${n}`, ...(isBad && { PermissionsBoundary: 'arn:aws:iam::000000000000:policy/nobodys' }) },
      { DependsOn: ['Changed', 'Pointing', 'Definition'] },
    ),
  });

/** A group, and a service that never comes to be when asked for. */
const waiting = (days: number, service: Shape, more: Shape = {}) =>
  template({ Logs: logs(days), ...service, ...more, Last: logs(days, {}, { DependsOn: 'Never' }) });

async function breakGroup(teller: Teller): Promise<string> {
  const logGroupName = await teller.idOf('a', 'Logs');
  await teller.call('logs', 'DeleteLogGroup', { logGroupName }, /^ResourceNotFoundException$/);
  return logGroupName;
}

const conditional = template(
  {
    Always: logs(1),
    Sometimes: logs(7, {}, { Condition: 'On' }),
    Other: logs(3, {}, { Condition: 'Off' }),
    Both: role({ Description: { 'Fn::If': ['On', ref('Sometimes'), ref('Other')] } }),
  },
  {
    Parameters: { Switch: { Type: 'String', Default: 'off' } },
    Conditions: {
      On: { 'Fn::Equals': [ref('Switch'), 'on'] },
      Off: { 'Fn::Not': [{ Condition: 'On' }] },
    },
    Outputs: { Sometimes: { Condition: 'On', Value: ref('Sometimes') }, Switch: { Value: ref('Switch') } },
  },
);

const switched = (ParameterValue: string) => ({ Parameters: [{ ParameterKey: 'Switch', ParameterValue }] });
const previous = (...names: string[]) => names.map((ParameterKey) => ({ ParameterKey, UsePreviousValue: true }));

const parameters = template(
  { Logs: logs(7, { LogGroupName: sub('${Name}') }), Role: role({ Description: ref('Stored') }) },
  {
    Parameters: {
      Name: { Type: 'String' },
      Secret: { Type: 'String', NoEcho: true },
      Stored: { Type: 'AWS::SSM::Parameter::Value<String>' },
    },
    Outputs: { Name: { Value: ref('Name') } },
  },
);

export const updating: Story[] = [
  {
    name: 'inplace',
    about: 'resources of many kinds are changed in place, there and back',
    async tell(teller) {
      await teller.made('a', inPlace(3));
      await teller.changed('a', inPlace(5));
      await teller.changed('a', inPlace(1));
      await teller.refused(teller.update('a', inPlace(1)), /No updates are to be performed/);
    },
  },
  {
    name: 'replace',
    about: 'named and unnamed resources are replaced, and what points at them follows',
    async tell(teller) {
      await teller.made('a', manifold(3));
      await teller.changed('a', manifold(5));
    },
  },
  {
    name: 'backupdate',
    about: 'an update that fails half-way goes back, and the next one succeeds',
    async tell(teller) {
      await teller.made('a', manifold(3));
      await teller.update('a', manifold(5, true));
      await teller.rests('a', 'UPDATE_ROLLBACK_COMPLETE');
      await teller.changed('a', manifold(7));
    },
  },
  {
    name: 'retry',
    about: 'an update that failed is left as it is, and the next one goes on from there',
    async tell(teller) {
      await teller.made('a', manifold(3));
      await teller.update('a', manifold(5, true), { DisableRollback: true });
      await teller.rests('a', 'UPDATE_FAILED');
      await teller.changed('a', manifold(7), { DisableRollback: true });
    },
  },
  {
    name: 'byhand',
    about: 'an update that failed is left as it is, and rolled back by hand',
    async tell(teller) {
      await teller.made('a', manifold(3));
      await teller.update('a', manifold(5, true), { DisableRollback: true });
      await teller.rests('a', 'UPDATE_FAILED');
      await teller.ask('RollbackStack', 'a');
      await teller.rests('a', 'UPDATE_ROLLBACK_COMPLETE');
    },
  },
  {
    name: 'cancel',
    about: 'an update is cancelled in its midst',
    async tell(teller) {
      const small = idle();
      await teller.made('a', waiting(3, small));
      await teller.update('a', waiting(5, never(), { More: logs(1) }));
      await teller.reaches('a', 'Never', 'UPDATE_IN_PROGRESS');
      await teller.refused(teller.update('a', waiting(7, small)), /UPDATE_IN_PROGRESS state and can not be updated/);
      await teller.refused(teller.delete('a'), /cannot be deleted while in status UPDATE_IN_PROGRESS/);
      await teller.ask('CancelUpdateStack', 'a');
      await teller.rests('a', 'UPDATE_ROLLBACK_COMPLETE');
      await teller.changed('a', waiting(7, small));
    },
  },
  {
    name: 'backfails',
    about: 'a rollback fails, what stands in its way is mended, and it goes on',
    async tell(teller) {
      await teller.made('a', waiting(3, idle()));
      await teller.update('a', waiting(5, never()));
      await teller.reaches('a', 'Logs', 'UPDATE_COMPLETE');
      await teller.reaches('a', 'Never', 'UPDATE_IN_PROGRESS');
      const logGroupName = await breakGroup(teller);
      await teller.ask('CancelUpdateStack', 'a');
      await teller.rests('a', 'UPDATE_ROLLBACK_FAILED');
      await teller.refused(teller.update('a', waiting(7, idle())), /UPDATE_ROLLBACK_FAILED state/);
      await teller.call('logs', 'CreateLogGroup', { logGroupName }, /^ResourceAlreadyExistsException$/);
      await teller.ask('ContinueUpdateRollback', 'a');
      await teller.rests('a', 'UPDATE_ROLLBACK_COMPLETE');
    },
  },
  {
    name: 'conditions',
    about: 'conditions switch resources on and off',
    async tell(teller) {
      await teller.made('a', conditional);
      await teller.changed('a', undefined, switched('on'));
      await teller.changed('a', undefined, switched('off'));
      await teller.changed('a', undefined, switched('on'));
    },
  },
  {
    name: 'reversal',
    about: 'what was made first is made last',
    async tell(teller) {
      const chain = (days: number, first: string, second: string) =>
        template({ [first]: logs(days), [second]: logs(days, {}, { DependsOn: first }) });
      await teller.made('a', chain(3, 'One', 'Two'));
      await teller.changed('a', chain(5, 'Two', 'One'));
      await teller.changed('a', chain(7, 'One', 'Two'));
    },
  },
  {
    name: 'parameters',
    about: 'parameters keep their values, those from the store are read anew, and secret ones are masked',
    async tell(teller) {
      const Name = `/${teller.prefix}/stored`;
      const put = (Value: string) =>
        teller.call('ssm', 'PutParameter', { Name, Value, Type: 'String', Overwrite: true });
      await put('first');
      await teller.made('a', parameters, {
        Parameters: [
          { ParameterKey: 'Name', ParameterValue: `${teller.prefix}-one` },
          { ParameterKey: 'Secret', ParameterValue: 'hidden' },
          { ParameterKey: 'Stored', ParameterValue: Name },
        ],
      });
      await put('second');
      await teller.changed('a', undefined, { Parameters: previous('Name', 'Secret', 'Stored') });
      const Parameters = [...previous('Secret', 'Stored')];
      await teller.changed('a', undefined, {
        Parameters: [...Parameters, { ParameterKey: 'Name', ParameterValue: `${teller.prefix}-two` }],
      });
    },
    async clear(teller) {
      await teller.call('ssm', 'DeleteParameter', { Name: `/${teller.prefix}/stored` }, /^ParameterNotFound$/);
    },
  },
  {
    name: 'keeping',
    about: 'an update leaves standing what its policies say',
    async tell(teller) {
      const kept = (n: number) =>
        template({
          Logs: logs(n),
          Kept: logs(7, { LogGroupName: own(`kept-${n}`) }, { UpdateReplacePolicy: 'Retain' }),
          ...(n === 1 && { Left: logs(7, { LogGroupName: own('left') }, { DeletionPolicy: 'Retain' }) }),
        });
      await teller.made('a', kept(1));
      await teller.changed('a', kept(3));
    },
    async clear(teller) {
      for (const name of ['kept-1', 'left'])
        await teller.call(
          'logs',
          'DeleteLogGroup',
          { logGroupName: `${teller.name('a')}-${name}` },
          /^ResourceNotFoundException$/,
        );
    },
  },
  {
    name: 'leftover',
    about: 'what cannot be deleted after an update does not fail it',
    async tell(teller) {
      const holding = template({ Logs: logs(1), Bucket: bucket({ BucketName: own('held') }) });
      await teller.made('a', holding);
      const Bucket = `${teller.name('a')}-held`;
      await teller.call('s3', 'PutObject', { Bucket, Key: 'k', Body: 'b' });
      await teller.changed('a', template({ Logs: logs(3) }));
      await teller.call('s3', 'DeleteObject', { Bucket, Key: 'k' });
    },
    async clear(teller) {
      await teller.call('s3', 'DeleteBucket', { Bucket: `${teller.name('a')}-held` }, /^NoSuchBucket$/);
    },
  },
  {
    name: 'often',
    about: 'many updates one after the other, each with a replacement',
    async tell(teller) {
      const one = (n: number) =>
        template({
          Definition: resource('ECS::TaskDefinition', {
            ContainerDefinitions: [{ Name: 'one', Image: `image:${n}`, Memory: 16 }],
          }),
          Role: role({ Description: att('Definition', 'TaskDefinitionArn') }),
        });
      await teller.made('a', one(0));
      for (let n = 1; n <= 5; n++) await teller.changed('a', one(n));
    },
  },
  {
    name: 'rename',
    about: 'a resource with a name of its own cannot be replaced under that name',
    async tell(teller) {
      const named = (Path: string, Description: string) =>
        template({ Logs: logs(Description.length), Role: role({ RoleName: own('role'), Path, Description }) });
      await teller.made('a', named('/one/', 'x'));
      await teller.update('a', named('/two/', 'xxx'));
      await teller.rests('a', 'UPDATE_ROLLBACK_COMPLETE');
    },
  },
];
