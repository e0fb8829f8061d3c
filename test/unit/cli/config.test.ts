import { statSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { checkRackName, findConfig, newConfig, readConfig, writeConfig } from '../../../cli/config.ts';
import { checkHomeIsOurs, openHome } from '../../../cli/home.ts';
import { DEFAULT_PORTS } from '../../../cli/ports.ts';

t.test('it is written for its owner only, and read back', (t) => {
  const home = openHome({ RACK_HOME: join(t.testdir(), 'home') });
  t.equal(findConfig(home), undefined);
  t.throws(() => readConfig(home), { code: 'no_rack', hint: /rack up/ });
  const config = newConfig('blue', DEFAULT_PORTS, 'debian');
  writeConfig(home, config);
  t.same(readConfig(home), config);
  t.equal(statSync(home.config).mode & 0o777, 0o600);
  t.match(config.accessKeyId, /^AKIA[A-Z2-7]{16}$/);
  t.match(config.secretAccessKey, /^[A-Za-z0-9+/]{40}$/);
  t.end();
});

t.test('names that cannot name a stack are refused', (t) => {
  for (const name of ['rack', 'blue-2', 'a']) checkRackName(name);
  for (const name of ['', 'Rack', '2nd', 'a_b', 'a--b', 'a-', 'a'.repeat(21)])
    t.throws(() => checkRackName(name), { code: 'bad_rack_name' }, name);
  t.end();
});

t.test("a folder with other people's files is not taken as a home", (t) => {
  const path = t.testdir({
    strange: { 'thesis.txt': '' },
    empty: {},
    begun: { quickstart: {} },
    rack: { 'config.json': '' },
  });
  const check = (name: string) => checkHomeIsOurs(openHome({ RACK_HOME: join(path, name) }));
  t.throws(() => check('strange'), { code: 'home_not_ours' });
  for (const name of ['empty', 'begun', 'rack', 'none']) check(name);
  t.end();
});

t.test('behind sudo the home is the one of the person', (t) => {
  t.equal(openHome({ SUDO_UID: '0' }).path, '/root/.rack');
  t.equal(openHome({ SUDO_UID: '0', RACK_HOME: '/srv/rack' }).path, '/srv/rack');
  t.end();
});
