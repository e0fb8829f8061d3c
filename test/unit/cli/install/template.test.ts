import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { isAlias, parse, parseDocument, visit } from 'yaml';
import { readTemplate } from '../../../../cli/install/template.ts';
import { projectRoot } from '../../../../lib/root.ts';

const FOLDER = join(projectRoot, 'templates');

t.test('what is sent of rack.yml says the same, and fits into a request', (t) => {
  const { body, parameters, deletionPolicies } = readTemplate('rack');
  const bytes = Buffer.byteLength(body);
  t.ok(bytes < 51_200, `${bytes} bytes`);
  const read = (text: string) => parseDocument(text, { logLevel: 'silent' }).toJS();
  t.strictSame(read(body), read(readFileSync(join(FOLDER, 'rack.yml'), 'utf8')));
  t.notMatch(body, /^\s*#[^!]/m, 'without comments');
  t.equal(parameters.Zones?.Default, 2);
  t.equal(deletionPolicies.LogGroup, 'RetainExceptOnCreate');
  t.equal(deletionPolicies.Vpc, 'Delete');
  t.end();
});

t.test('short forms of functions are kept', (t) => {
  t.match(readTemplate('rack').body, /ClusterName: !Ref AWS::StackName\b/);
  t.end();
});

t.test('no template has aliases, which CloudFormation refuses', (t) => {
  const names = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yml'));
  for (const name of names) {
    const document = parseDocument(readFileSync(join(FOLDER, name), 'utf8'), { logLevel: 'silent' });
    const found: string[] = [];
    visit(document, { Node: (_, node) => void (isAlias(node) && found.push(node.source)) });
    t.strictSame(found, [], name);
  }
  t.end();
});

t.test('a template that is too large is refused before AWS does', (t) => {
  const resources = Array.from({ length: 2000 }, (_, at) => `  Resource${at}:\n    Type: AWS::SNS::Topic\n`);
  const folder = t.testdir({
    'big.yml': `# comment\nResources:\n${resources.join('')}`,
    'small.yml': '# x\nA: 1 # y\n',
  });
  t.throws(() => readTemplate('big', folder), { message: /^big\.yml has \d+ bytes; CloudFormation takes 51200\.$/ });
  t.strictSame(parse(readTemplate('small', folder).body), { A: 1 });
  t.end();
});
