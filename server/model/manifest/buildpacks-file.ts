import type { Language } from '../../../buildpacks/plan.ts';
import { languageNamed } from './buildpack-names.ts';

/** What a file `.buildpacks` says, as Dokku and Heroku’s multi buildpack read it: an address a line, the primary language last. */
export interface BuildpacksFile {
  /** Each once; undefined where no line names a language. */
  languages: readonly Language[] | undefined;
  notes: readonly string[];
}

/** Reads the text of a `.buildpacks`. */
export function readBuildpacksFile(text: string): BuildpacksFile {
  const [languages, notes] = [new Set<Language>(), [] as string[]];
  for (const [at, line] of text.split('\n').entries()) {
    const address = line.replace(/(^|\s)#.*/, '').trim();
    if (address === '') continue;
    const language = languageNamed(address);
    if (language === undefined) notes.push(`.buildpacks line ${at + 1}: ${address} is not known and is left out.`);
    else if (language !== 'needless') languages.add(language);
  }
  return { languages: languages.size > 0 ? [...languages] : undefined, notes };
}
