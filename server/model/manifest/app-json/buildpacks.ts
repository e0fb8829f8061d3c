import type { Language } from '../../../../buildpacks/plan.ts';
import { languageNamed } from '../buildpack-names.ts';
import type { Value } from '../value.ts';

/** The languages of a list of buildpacks, each once; undefined where none of them is a language. */
export function languagesOf(buildpacks: Value | undefined): readonly Language[] | undefined {
  const found = (buildpacks?.list() ?? []).flatMap((buildpack) => languageOf(buildpack) ?? []);
  return found.length > 0 ? [...new Set(found)] : undefined;
}

// Private

function languageOf(buildpack: Value): Language | undefined {
  const url = buildpack.is === 'map' ? buildpack.fields(['url']).get('url') : buildpack;
  if (!url) throw buildpack.bad(`${buildpack.path} has no url.`);
  const language = languageNamed(url.text());
  if (language === undefined) url.note(`The buildpack ${url.text()} is not known and is left out.`);
  return language === 'needless' ? undefined : language;
}
