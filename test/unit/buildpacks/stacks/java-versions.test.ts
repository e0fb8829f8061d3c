import t from 'tap';
import { javaVersion } from '../../../../buildpacks/stacks/java-versions.ts';

const resolve = (wanted: string) => javaVersion({ wanted, from: '.sdkmanrc' }, ['17', '21', '25'], 'Debian');

t.test('a line of Java is just that one; a level is compiled by the first that is no older', async (t) => {
  t.equal(resolve('21'), '21');
  t.equal(resolve('8 or newer'), '17');
  t.equal(resolve('18 or newer'), '21');
});

t.test('what there is not is refused, and what there is told', async (t) => {
  for (const wanted of ['11', '26 or newer', 'latest', '17.0.2'])
    t.throws(
      () => resolve(wanted),
      { code: 'no_such_version', message: /which \.sdkmanrc asks for: Debian has 17, 21, 25/ },
      wanted,
    );
  t.throws(() => resolve('17.0.2'), { code: 'no_such_version', hint: /java\.runtime\.version=17$/ });
});
