import { type Procfile, parseProcfile } from '../procfile.ts';
import { type AppJson, readAppJson } from './app-json/app-json.ts';
import { type BuildpacksFile, readBuildpacksFile } from './buildpacks-file.ts';
import { type ConvoxSurroundings, type ConvoxYml, readConvoxYml } from './convox/convox-yml.ts';

/** What the files of an app say of how it is built and run, each as far as it is there. */
export interface Declarations {
  procfile: Procfile | undefined;
  appJson: AppJson | undefined;
  buildpacks: BuildpacksFile | undefined;
  convox: ConvoxYml | undefined;
}

/** The texts of the files. */
export interface ManifestTexts {
  procfile: string | undefined;
  appJson: string | undefined;
  buildpacks: string | undefined;
  convoxYml: string | undefined;
}

/** Reads the files; throws a `Failure` `bad_procfile` or `bad_manifest` that names the line. */
export function readDeclarations(texts: ManifestTexts, surroundings: ConvoxSurroundings): Declarations {
  const procfile = texts.procfile === undefined ? undefined : parseProcfile(texts.procfile);
  const hasRelease = procfile?.release !== undefined;
  const appJson = texts.appJson === undefined ? undefined : readAppJson(texts.appJson, { hasRelease });
  const buildpacks = texts.buildpacks === undefined ? undefined : readBuildpacksFile(texts.buildpacks);
  const convox = texts.convoxYml === undefined ? undefined : readConvoxYml(texts.convoxYml, surroundings);
  return { procfile, appJson, buildpacks, convox };
}
