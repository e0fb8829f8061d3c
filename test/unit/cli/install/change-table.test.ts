import t from 'tap';
import { changeTable, losses } from '../../../../cli/install/change-table.ts';

t.test('a row for each change, with the properties that cause it', (t) => {
  const changes = [
    change('Add', 'Vpc', 'AWS::EC2::VPC'),
    { ...change('Modify', 'Task', 'AWS::X', 'True'), Details: [because('Image'), because('Image'), because('Cpu')] },
    { ...change('Modify', 'Group', 'AWS::X', 'False'), Details: [{ Target: { Attribute: 'Tags' } }] },
    change('Modify', 'Rule', 'AWS::X', 'Conditional'),
    change('Remove', 'Old', 'AWS::X'),
  ];
  t.equal(
    changeTable(proposal(changes)),
    [
      'CHANGE    RESOURCE  TYPE           BECAUSE OF',
      'add       Vpc       AWS::EC2::VPC',
      'replace   Task      AWS::X         Image, Cpu',
      'change    Group     AWS::X         Tags',
      'replace?  Rule      AWS::X',
      'remove    Old       AWS::X',
    ].join('\n'),
  );
  t.end();
});

t.test('what has state is not lost in silence', (t) => {
  const of = (...changes: unknown[]) => losses(proposal(changes));
  t.strictSame(of(change('Modify', 'LogStream', 'AWS::Kinesis::Stream', 'True')), [
    'LogStream (AWS::Kinesis::Stream) is lost with what it holds',
  ]);
  t.match(of(change('Remove', 'FileSystem', 'AWS::EFS::FileSystem')), [/is lost/]);
  t.strictSame(of(change('Modify', 'ServerKey', 'AWS::SecretsManager::Secret', 'Conditional')), [
    'ServerKey (AWS::SecretsManager::Secret) may be replaced: then the old one is lost with what it holds',
  ]);
  const kept = { ...change('Modify', 'FileSystem', 'AWS::EFS::FileSystem', 'True'), PolicyAction: 'ReplaceAndRetain' };
  t.match(of(kept), [/is no longer used, and stays in the account/]);
  t.strictSame(
    of(
      change('Modify', 'FileSystem', 'AWS::EFS::FileSystem', 'False'),
      change('Add', 'FileSystem', 'AWS::EFS::FileSystem'),
      change('Remove', 'MountTarget1', 'AWS::EFS::MountTarget'),
      change('Remove', 'Templates', 'AWS::S3::Bucket'),
    ),
    [],
    'nor is anything said of what changes in place, comes, or holds nothing',
  );
  t.end();
});

function change(Action: string, LogicalResourceId: string, ResourceType: string, Replacement?: string) {
  return { Action, LogicalResourceId, ResourceType, ...(Replacement && { Replacement }) };
}

function because(Name: string) {
  return { Target: { Attribute: 'Properties', Name } };
}

function proposal(changes: unknown[]) {
  return { id: 'x', kind: 'UPDATE', changes } as never;
}
