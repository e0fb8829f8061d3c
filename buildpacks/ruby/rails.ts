import type { Plan, Step } from '../plan.ts';
import type { Gemfile } from './gemfile.ts';

/** Whether it is an app of Rails. */
export function isRails(files: ReadonlySet<string>, { gems }: Gemfile): boolean {
  return files.has('config/application.rb') && (gems.has('rails') || gems.has('railties'));
}

/** The step that makes a Rails app's assets, for those that have any; it gets by without the app's secrets. */
export function assets({ gems }: Gemfile): Step[] {
  if (!gems.has('sprockets') && !gems.has('propshaft')) return [];
  const env = 'SECRET_KEY_BASE=${SECRET_KEY_BASE:-none} SECRET_KEY_BASE_DUMMY=1';
  return [{ needs: 'everything', run: [`${env} bundle exec rails assets:precompile`], caches: [] }];
}

/** How Rails is told that it runs in a container, and in production. */
export const RAILS_ENV: Plan['env'] = {
  RAILS_ENV: 'production',
  RAILS_LOG_TO_STDOUT: 'enabled',
  RAILS_SERVE_STATIC_FILES: 'enabled',
};

/** What Rails would fail for want of. */
export function railsNotes({ gems }: Gemfile, env: Readonly<Record<string, string>>): string[] {
  const isSecret = env.SECRET_KEY_BASE || env.RAILS_MASTER_KEY;
  const bundler = ['jsbundling-rails', 'cssbundling-rails'].find((gem) => gems.has(gem));
  return [
    ...(isSecret ? [] : ['Rails will ask for SECRET_KEY_BASE or RAILS_MASTER_KEY: ssh rack env set APP NAME=VALUE']),
    ...(bundler ? [`${bundler} needs Node.js in the build, which the app is told with languages=node,ruby`] : []),
  ];
}
