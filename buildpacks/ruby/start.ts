import type { Tree } from '../plan.ts';
import type { Gemfile } from './gemfile.ts';
import { isRails } from './rails.ts';

/** The web process of an app without a Procfile, and the file that told it; undefined when none does. */
export async function startOf(
  tree: Tree,
  files: ReadonlySet<string>,
  gemfile: Gemfile,
): Promise<{ command: string; because: string } | undefined> {
  const { gems } = gemfile;
  if (isRails(files, gemfile))
    return { command: 'bundle exec rails server -b 0.0.0.0 -p $PORT', because: 'config/application.rb' };
  if (files.has('config.ru'))
    return { command: gems.has('puma') ? PUMA : 'bundle exec rackup -o 0.0.0.0 -p $PORT', because: 'config.ru' };
  const file = gems.has('sinatra') ? await sinatraFile(tree, files) : undefined;
  return file === undefined ? undefined : { command: `bundle exec ruby ${file} -o 0.0.0.0 -p $PORT`, because: file };
}

// Private

const PUMA = 'bundle exec puma -b tcp://0.0.0.0:$PORT';

/** A file of the top folder that is an app of Sinatra by itself. */
async function sinatraFile(tree: Tree, files: ReadonlySet<string>): Promise<string | undefined> {
  for (const file of ['app.rb', 'web.rb', 'server.rb', 'main.rb'].filter((each) => files.has(each)))
    if (/^[ \t]*require ['"]sinatra['"]/m.test((await tree.read(file)) ?? '')) return file;
  return undefined;
}
