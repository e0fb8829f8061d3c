import t from 'tap';
import {
  changesOf,
  changeWords,
  checkEnvironment,
  checkVariable,
  textOf,
} from '../../../../server/model/environment.ts';

t.test('what can be no variable is refused with the reason', async (t) => {
  t.throws(() => checkVariable('A-B', ''), { code: 'bad_env_name' });
  t.throws(() => checkVariable('RACK_APP', ''), { code: 'reserved_env_name' });
  t.throws(() => checkVariable('A', 'a\0b'), { code: 'bad_env_value', message: /byte 0/ });
  t.throws(() => checkVariable('A', '\ud83d'), { code: 'bad_env_value' });
  t.throws(() => textOf('A', Uint8Array.of(65, 0xff)), { code: 'bad_env_value', message: /no UTF-8: Secrets Manager/ });
  t.equal(textOf('A', Buffer.from('\uFEFFá\n')), '\uFEFFá\n', 'nothing is taken away');
  t.doesNotThrow(() => checkVariable('A', '\u0001\u007f{{resolve:x}} 🐎'));
});

t.test('the environment has the size that Secrets Manager has', async (t) => {
  const empty = Buffer.byteLength(JSON.stringify({ A: '' }));
  t.doesNotThrow(() => checkEnvironment({ A: 'x'.repeat(65_536 - empty) }));
  t.throws(() => checkEnvironment({ A: 'x'.repeat(65_537 - empty) }), {
    code: 'env_too_large',
    message: /65537 bytes/,
  });
  t.throws(() => checkEnvironment({ A: '\u0001'.repeat(11_000) }), { code: 'env_too_large' }, 'escaped as JSON has it');
});

t.test('changes are told by name', async (t) => {
  const changes = changesOf({ A: '1', B: '2', toString: 'x' }, { A: '1', B: '3', C: '' });
  t.strictSame(changes, { added: ['C'], removed: ['toString'], changed: ['B'] });
  t.equal(changeWords(changes), 'C added; B changed; toString removed');
  t.equal(changeWords(changesOf({ A: '1' }, { A: '1' })), undefined);
});
