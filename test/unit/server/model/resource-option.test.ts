import t from 'tap';
import {
  optionName,
  parametersOf,
  type ResourceOption,
  refuseFixed,
} from '../../../../server/model/resource-option.ts';

const storage: ResourceOption = {
  name: 'storage',
  parameter: 'Storage',
  description: 'The disk.',
  standard: '20',
  least: 20,
  most: 100,
  isFixed: false,
};
const protection: ResourceOption = {
  name: 'deletion-protection',
  parameter: 'DeletionProtection',
  description: 'Whether it stays.',
  standard: 'Yes',
  allowed: ['Yes', 'No'],
  isFixed: false,
};
const machine: ResourceOption = {
  name: 'class',
  parameter: 'Class',
  description: 'The machine.',
  standard: 'db.t4g.micro',
  pattern: 'db\\.[a-z0-9.]+',
  isFixed: false,
};
const snapshot: ResourceOption = {
  name: 'snapshot',
  parameter: 'Snapshot',
  description: 'The backup.',
  standard: '',
  isFixed: true,
};
const OPTIONS = [storage, protection, machine, snapshot];

t.test('options are written with hyphens, or as the template has them', async (t) => {
  t.equal(optionName('DeletionProtection'), 'deletion-protection');
  t.equal(optionName('MultiAz'), 'multi-az');
  const same = { DeletionProtection: 'No', Storage: '30' };
  t.strictSame(parametersOf(OPTIONS, { 'deletion-protection': 'off', storage: '30' }), same);
  t.strictSame(parametersOf(OPTIONS, { DeletionProtection: 'no', Storage: '030' }), same);
});

t.test('what cannot be is refused by the option’s name', async (t) => {
  const refusals: [Record<string, string>, string, RegExp][] = [
    [{ storige: '30' }, 'unknown_option', /Did you mean storage\?/],
    [{ storage: '19' }, 'bad_option', /from 20 to 100/],
    [{ storage: '1e2' }, 'bad_option', /from 20 to 100/],
    [{ 'deletion-protection': 'maybe' }, 'bad_option', /yes or no/],
    [{ class: 'cache.t4g.micro' }, 'bad_option', /db\.t4g\.micro/],
    [{ class: 'db.t4g\nx' }, 'bad_option', /db\.t4g\.micro/],
  ];
  for (const [given, code, hint] of refusals)
    t.throws(() => parametersOf(OPTIONS, given), { code, hint }, JSON.stringify(given));
});

t.test('what only a new resource can have is not changed', async (t) => {
  t.throws(() => refuseFixed(OPTIONS, { Snapshot: '' }, { Snapshot: 'old' }), { code: 'option_fixed' });
  t.doesNotThrow(() => refuseFixed(OPTIONS, { Snapshot: 'old' }, { Snapshot: 'old', Storage: '40' }));
});
