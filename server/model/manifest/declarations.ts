import { type Procfile, parseProcfile } from '../procfile.ts';
import { type AppJson, readAppJson } from './app-json/app-json.ts';

/** What the files of an app say of how it is built and run, each as far as it is there. */
export interface Declarations {
  procfile: Procfile | undefined;
  appJson: AppJson | undefined;
}

/** The files that are read for it. */
export interface ManifestTexts {
  procfile: string | undefined;
  appJson: string | undefined;
}

/** Reads the files; throws a `Failure` `bad_procfile` or `bad_manifest` that names the line. */
export function readDeclarations(texts: ManifestTexts): Declarations {
  const procfile = texts.procfile === undefined ? undefined : parseProcfile(texts.procfile);
  const hasRelease = procfile?.release !== undefined;
  const appJson = texts.appJson === undefined ? undefined : readAppJson(texts.appJson, { hasRelease });
  return { procfile, appJson };
}
