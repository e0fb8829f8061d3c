import { type BuildSpec, ONE_BUILD } from '../manifest.ts';
import { type AppSettings, chosenLanguages } from '../settings.ts';
import { buildsOfServices } from './convox/convox-yml.ts';
import type { Declarations } from './declarations.ts';

type Builds = Record<string, BuildSpec>;

/** The images that are to be made, by name: those of the services of convox.yml, else one. */
export function buildsOf(declarations: Declarations, settings: AppSettings, files: ReadonlySet<string>): Builds {
  const { convox } = declarations;
  const builds = convox ? buildsOfServices(convox.services) : { [ONE_BUILD]: {} };
  const whole = wholeBuild(declarations, settings, files);
  return Object.fromEntries(Object.entries(builds).map(([name, build]) => [name, withChoice(build, whole)]));
}

// Private

/**
 * How the whole tree is built. What the app is set to wins over its files; the buildpacks of app.json or .buildpacks hold
 * where there is no Dockerfile: many repositories have both, one for Heroku and one for others.
 */
function wholeBuild(
  { appJson, buildpacks }: Declarations,
  settings: AppSettings,
  files: ReadonlySet<string>,
): BuildSpec {
  const { dockerfile } = settings;
  if (dockerfile) return { dockerfile };
  const named = files.has('Dockerfile') ? undefined : (appJson?.languages ?? buildpacks?.languages);
  const languages = chosenLanguages(settings) ?? named;
  return languages ? { languages } : {};
}

/** A service that names its folder, Dockerfile or image has chosen itself. */
function withChoice(build: BuildSpec, whole: BuildSpec): BuildSpec {
  const isChosen = build.directory !== undefined || build.dockerfile !== undefined || build.image !== undefined;
  return isChosen ? build : { ...build, ...whole };
}
