import t from 'tap';
import { checkAppName, checkNewAppName } from '../../../../server/model/app.ts';

t.test("the rack's own names are not for apps", async (t) => {
  for (const name of ['rack', 'registry', 'git']) {
    t.throws(() => checkAppName(name), {
      code: 'reserved_app_name',
      message: new RegExp(`^"${name}" cannot be the name of an app: it names the `),
      hint: `Choose another name, as in ${name}-app.`,
    });
    t.doesNotThrow(() => checkAppName(`${name}-app`));
  }
});

t.test('names that could not stand in a host name are refused', async (t) => {
  for (const name of ['', 'A', '1a', 'a_b', 'a-', '../x', 'a'.repeat(31), 'constructor.name']) {
    t.throws(() => checkAppName(name), { code: 'bad_app_name' });
  }
  for (const name of ['a', 'my-app', 'constructor', 'a'.repeat(30)]) t.doesNotThrow(() => checkAppName(name));
});

t.test(
  'a new app has no two hyphens in its name, which stand between a process and its app in host names',
  async (t) => {
    t.throws(() => checkNewAppName('admin--shop'), {
      code: 'bad_app_name',
      hint: 'Use single hyphens, as in admin-shop.',
    });
    t.doesNotThrow(() => checkNewAppName('admin-shop'));
    t.doesNotThrow(() => checkAppName('admin--shop'), 'one from before can still be used');
  },
);
