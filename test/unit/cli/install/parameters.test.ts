import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import {
  complaints,
  contradictions,
  defaultsOf,
  merged,
  missing,
  parseParameters,
  readParametersFile,
  refuseWrong,
} from '../../../../cli/install/parameters.ts';

const DECLARED = {
  Zones: { Type: 'Number', AllowedValues: [2, 3], Default: 2 },
  Min: { Type: 'Number', MinValue: 1, MaxValue: 9, Default: 2 },
  Vpc: { Type: 'String', AllowedPattern: '(vpc-[0-9a-f]+)?', Default: '' },
  Domain: { Type: 'String', MinLength: 1 },
  Token: { Type: 'String', NoEcho: true, Default: '' },
};

t.test('words: the first = divides', (t) => {
  t.strictSame(parseParameters(['A=1', 'Arn=arn:a=b', 'Empty=']), { A: '1', Arn: 'arn:a=b', Empty: '' });
  t.throws(() => parseParameters(['Zones']), { code: 'bad_usage', message: '"Zones" is no parameter.' });
  t.throws(() => parseParameters(['=3']), { code: 'bad_usage' });
  t.end();
});

t.test('a file holds texts, numbers and lists, and nothing else', (t) => {
  const file = (content: string) => {
    const path = join(t.testdir({}), 'params.json');
    writeFileSync(path, content);
    return path;
  };
  t.strictSame(readParametersFile(file('{"Min":3,"Domain":"a.b","Subnets":["subnet-1","subnet-2"]}')), {
    Min: '3',
    Domain: 'a.b',
    Subnets: 'subnet-1,subnet-2',
  });
  for (const bad of ['null', '[{"ParameterKey":"Min"}]', '"x"', '{"Min":null}', '{"Min":{"a":1}}', '{', ''])
    t.throws(
      () => readParametersFile(file(bad)),
      { code: 'bad_parameters', hint: /JSON object of parameter names/ },
      bad,
    );
  t.throws(() => readParametersFile('/nowhere.json'), { message: /^\/nowhere\.json cannot be read: ENOENT/ });
  t.end();
});

t.test('each wrong value is a sentence', (t) => {
  const said = (values: Record<string, string>) => complaints(values, DECLARED);
  t.strictSame(said({ Zones: '3', Min: '1', Vpc: 'vpc-1a', Domain: 'x' }), []);
  t.strictSame(said({ Zones: '5' }), ['Zones is "5"; it can be: 2, 3.']);
  t.strictSame(said({ Vpc: 'xvpc-1' }), ['Vpc is "xvpc-1", which does not look like (vpc-[0-9a-f]+)?.']);
  t.strictSame(said({ Domain: '' }), ['Domain is too short.']);
  t.strictSame(said({ Min: ' ' }), ['Min is " ", which is no number.']);
  t.strictSame(said({ Min: '0' }), ['Min is "0"; the least is 1.']);
  t.strictSame(said({ Min: '10' }), ['Min is "10"; the most is 9.']);
  t.strictSame(said({ Zone: '2' }), ['There is no parameter "Zone". Did you mean Zones?']);
  t.strictSame(said({ toString: '2' }), ['There is no parameter "toString". See: rack params']);
  t.end();
});

t.test('what is wrong together', (t) => {
  t.strictSame(contradictions({ MinInstances: '10', MaxInstances: '6' }), [
    'MaxInstances is 6, fewer than MinInstances, which is 10.',
  ]);
  t.match(contradictions({ ExistingPublicSubnets: 'subnet-1' }), [/without ExistingVpc/]);
  t.strictSame(contradictions({ ExistingVpc: 'vpc-1', ExistingPublicSubnets: 'subnet-1' }), []);
  t.strictSame(contradictions({ MinInstances: '2', MaxInstances: '2', ExistingPublicSubnets: '' }), []);
  t.end();
});

t.test('a rack of another version: what is gone is dropped, what is kept must still be allowed', (t) => {
  const before = { Zones: '2', Gone: 'x', Domain: 'a.b', Token: '****' };
  t.strictSame(merged({ Min: '3' }, DECLARED, before), [
    { ParameterKey: 'Zones', ParameterValue: '2' },
    { ParameterKey: 'Min', ParameterValue: '3' },
    { ParameterKey: 'Domain', ParameterValue: 'a.b' },
    { ParameterKey: 'Token', UsePreviousValue: true },
  ]);
  t.strictSame(merged({ Token: 'new' }, DECLARED, before).at(-1), { ParameterKey: 'Token', ParameterValue: 'new' });
  t.doesNotThrow(() => refuseWrong({}, DECLARED, before));
  t.throws(() => refuseWrong({}, DECLARED, { ...before, Zones: '4' }), { message: 'Zones is "4"; it can be: 2, 3.' });
  t.doesNotThrow(() => refuseWrong({ Zones: '3' }, DECLARED, { ...before, Zones: '4' }));
  t.throws(() => refuseWrong({ Gone: 'x' }, DECLARED, before), { message: /no parameter "Gone"/ });
  t.end();
});

t.test('what has no default must be given', (t) => {
  t.strictSame(missing({}, DECLARED), ['Domain']);
  t.strictSame(missing({ Domain: 'a.b' }, DECLARED), []);
  t.strictSame(defaultsOf(DECLARED), { Zones: '2', Min: '2', Vpc: '', Token: '' });
  t.end();
});
