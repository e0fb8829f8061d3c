import t from 'tap';
import { rubyOnDebian } from '../../../../buildpacks/stacks/debian/ruby.ts';
import { rubyOfOfficial } from '../../../../buildpacks/stacks/official/ruby.ts';

const pin = (wanted: string) => ({ wanted, from: 'Gemfile' });

t.test('Debian gives the version that fits, and the release that has it', async (t) => {
  t.equal(await rubyOnDebian.resolve(pin('>= 3.0, < 4')), '3.3.8');
  t.equal(await rubyOnDebian.resolve(pin('~> 3.1.0')), '3.1.2');
  t.equal(rubyOnDebian.suite('3.1.2'), 'bookworm');
  t.equal(rubyOnDebian.suite('3.3.8'), 'trixie');
});

t.test('a version that Debian does not have is refused with those that it has', async (t) => {
  for (const wanted of ['4.0.0', '3.3.1', 'jruby-9.4'])
    await t.rejects(rubyOnDebian.resolve(pin(wanted)), {
      code: 'no_such_version',
      message: `Ruby ${wanted} was asked for (Gemfile); here are 3.1.2 and 3.3.8.`,
    });
});

t.test('the official stack has every exact version, and the line for a range', async (t) => {
  t.equal(await rubyOfOfficial.resolve(pin('3.4.9')), '3.4.9');
  t.equal(await rubyOfOfficial.resolve(pin('~> 3.3.1')), '3.3');
  t.equal(rubyOfOfficial.image('3.3', 'run'), 'ruby:3.3-slim');
  await t.rejects(rubyOfOfficial.resolve(pin('~> 2.7')), { code: 'no_such_version', message: /here are 3\.2/ });
});
