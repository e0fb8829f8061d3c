import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { isMap, isScalar, isSeq, type Node, parseDocument, visit, type YAMLMap } from 'yaml';
import { projectRoot } from '../../../lib/root.ts';

const folder = join(projectRoot, 'templates');

const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });

for (const name of names.filter((each) => each.endsWith('.yml'))) {
  t.test(`the policies of ${name}`, async (t) => {
    t.strictSame(statementsOf(text(name)).flatMap(complaints), []);
  });

  t.test(`the identities of ${name}`, async (t) => {
    const resources = Object.entries(parseDocument(text(name), { logLevel: 'silent' }).toJS().Resources as object);
    t.strictSame(
      resources.filter(([, { Type }]) => /^AWS::IAM::(User|AccessKey|Group)$/.test(Type)),
      [],
      'nobody has keys that last',
    );
    const roles = resources.filter(([, { Type }]) => Type === 'AWS::IAM::Role');
    t.strictSame(
      roles.filter(([, { Properties }]) => !('PermissionsBoundary' in Properties)).map(([id]) => id),
      [],
      'every role can be bounded',
    );
  });
}

t.test('what the walk complains of', async (t) => {
  const found = (statement: string) => statementsOf(`S: ${statement}`).flatMap(complaints);
  t.match(found(`{ Effect: Allow, Action: '*', Resource: arn:x }`), [/Action \* is a wildcard/]);
  t.match(found(`{ Effect: Allow, Action: [s3:GetObject, 's3:Put*'], Resource: arn:x }`), [/s3:Put\*/]);
  t.match(found(`{ Effect: Allow, Action: s3:GetObject, Resource: '*' }`), [/Resource \* .* no reason/]);
  t.match(found(`{ Effect: Allow, Action: s3:GetObject, Resource: [arn:x, '*'] }`), [/Resource \*/]);
  t.match(found(`{ Effect: Allow, NotAction: s3:GetObject, Resource: arn:x }`), [/NotAction/]);
  t.match(found(`{ Effect: Allow, Action: sts:AssumeRole, Principal: '*' }`), [/Principal/]);
  t.match(found(`{ Effect: Allow, Action: iam:PassRole, Resource: arn:x }`), [/iam:PassRole .* iam:PassedToService/]);
  t.strictSame(found(`\n  Effect: Allow\n  Action: ecr:Get\n  Resource: '*' # It knows no resources.\n`), []);
  t.strictSame(found(`{ Effect: Allow, Action: s3:GetObject, Resource: !Sub 'arn:\${X}' }`), []);
});

// Private

function text(name: string): string {
  return readFileSync(join(folder, name), 'utf8');
}

/** Every statement of every policy: what has an Effect. */
function statementsOf(yaml: string): YAMLMap[] {
  const statements: YAMLMap[] = [];
  visit(parseDocument(yaml, { logLevel: 'silent' }), {
    Map: (_, map) => void (map.has('Effect') && statements.push(map)),
  });
  return statements;
}

function complaints(statement: YAMLMap): string[] {
  const where = JSON.stringify(statement.toJSON());
  const actions = nodesOf(statement, 'Action').map(textOf);
  const wild = actions.filter((action) => action.includes('*')).map((action) => `Action ${action} is a wildcard`);
  const everything = nodesOf(statement, 'Resource').filter((node) => textOf(node) === '*' && !node.comment);
  const negated = ['NotAction', 'NotResource', 'NotPrincipal'].filter((key) => statement.has(key));
  const anybody = nodesOf(statement, 'Principal').filter((node) => textOf(node) === '*');
  const passing = actions.includes('iam:PassRole') && !where.includes('iam:PassedToService');
  return [
    ...wild,
    ...everything.map(() => 'Resource * stands there for no reason (a comment behind it)'),
    ...negated.map((key) => `${key} allows what nobody has thought of`),
    ...anybody.map(() => 'Principal * is everybody'),
    ...(passing ? ['iam:PassRole needs the condition iam:PassedToService'] : []),
  ].map((complaint) => `${complaint}: ${where}`);
}

/** The value of a member, or the values of its list. */
function nodesOf(map: YAMLMap, key: string): Node[] {
  const node = map.get(key, true) as Node | undefined;
  if (node === undefined) return [];
  return isSeq(node) ? (node.items as Node[]) : isMap(node) ? node.items.map(({ value }) => value as Node) : [node];
}

function textOf(node: Node): string {
  return isScalar(node) ? String(node.value) : '';
}
