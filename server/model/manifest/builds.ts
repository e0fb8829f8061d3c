import { type BuildSpec, ONE_BUILD } from '../manifest.ts';
import { type AppSettings, chosenLanguages } from '../settings.ts';
import type { Declarations } from './declarations.ts';

/**
 * The images that are to be built, by name. What the app is set to wins over its files; the buildpacks of app.json hold where there
 * is no Dockerfile: many repositories have both, one for Heroku and one for others.
 */
export function buildsOf({ appJson }: Declarations, settings: AppSettings, has: (path: string) => boolean) {
  const languages = chosenLanguages(settings) ?? (has('Dockerfile') ? undefined : appJson?.languages);
  const { dockerfile } = settings;
  const spec: BuildSpec = { ...(dockerfile && { dockerfile }), ...(!dockerfile && languages && { languages }) };
  return { [ONE_BUILD]: spec };
}
