import t from 'tap';
import { nearest } from '../../../lib/nearest.ts';

t.test('the command that was meant', (t) => {
  const names = ['up', 'down', 'status', 'ssh-config', 'doctor', 'destroy'];
  t.equal(nearest('stauts', names), 'status');
  t.equal(nearest('dwon', names), 'down');
  t.equal(nearest('sshconfig', names), 'ssh-config');
  t.equal(nearest('pu', names), undefined);
  t.equal(nearest('frobnicate', names), undefined);
  t.end();
});
