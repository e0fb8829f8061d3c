import { BUILDPACKS } from '../../buildpacks/index.ts';
import type { Language } from '../../buildpacks/plan.ts';
import { Failure } from '../../lib/failure.ts';
import { isBuildDir } from './build-dir.ts';

/** What an app can be set to; a name that is not there has its standard. */
export type AppSettings = Readonly<Partial<Record<SettingName, string>>>;

export type SettingName =
  | 'build-dir'
  | 'build-env'
  | 'deploy-branch'
  | 'dockerfile'
  | 'languages'
  | 'procfile'
  | 'protect';

/** One setting: everything about it in one object. */
export interface Setting {
  name: SettingName;
  /** What holds while it is not set, for people. */
  standard: string;
  /** What it does, for people. */
  what: string;
  /** Throws a `Failure` `bad_setting` for a value that it cannot have. */
  check(value: string): void;
}

/** All settings of apps. */
export const SETTINGS: readonly Setting[] = [
  {
    name: 'build-dir',
    standard: 'the whole tree',
    what: 'the folder that the app is built from, as if it were the top of the repository',
    check: (value) => {
      if (!isBuildDir(value))
        throw bad('build-dir', value, 'Name a folder from the top, as in build-dir=services/api.');
    },
  },
  {
    name: 'build-env',
    standard: 'none',
    what: 'the variables of its environment that its builds see, as secrets that are in no layer of the image',
    check: (value) => {
      const names = buildEnvNames({ 'build-env': value });
      if (!names.every((name) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) || new Set(names).size < names.length)
        throw bad('build-env', value, 'Name variables, as in build-env=NPM_TOKEN,SENTRY_DSN.');
    },
  },
  {
    name: 'deploy-branch',
    standard: 'main or master',
    what: 'the branch whose pushes deploy',
    check: checkBranch,
  },
  {
    name: 'dockerfile',
    standard: 'Dockerfile, where there is one',
    what: 'the Dockerfile that the app is built by, as a path in the folder that is built',
    check: (value) => {
      if (!isBuildDir(value)) throw bad('dockerfile', value, 'Name a file, as in dockerfile=docker/web.Dockerfile.');
    },
  },
  {
    name: 'languages',
    standard: 'a Dockerfile, else the language that is found first',
    what: 'the languages that the app is built as; with several, the last one says what runs, as on Heroku',
    check: checkLanguages,
  },
  {
    name: 'procfile',
    standard: 'Procfile, where there is one',
    what: 'the file that says what runs, as a path in the folder that is built',
    check: (value) => {
      if (!isBuildDir(value)) throw bad('procfile', value, 'Name a file, as in procfile=deploy/Procfile.');
    },
  },
  {
    name: 'protect',
    standard: 'all',
    what: 'which refs can be neither rewritten nor deleted: all branches and tags, or the deploy branch alone (deploy)',
    check: (value) => {
      if (value !== 'all' && value !== 'deploy') throw bad('protect', value, 'Use all or deploy.');
    },
  },
];

/** The setting of this name, or undefined. */
export function findSetting(name: string): Setting | undefined {
  return SETTINGS.find((setting) => setting.name === name);
}

/** The refusal of a value, with what the value may be. */
export function bad(name: SettingName, value: string, hint: string): Failure {
  return new Failure('bad_setting', `${name} cannot be ${JSON.stringify(value)}.`, { hint });
}

/** The variables that an app lets its builds see. */
export function buildEnvNames({ 'build-env': names }: AppSettings): string[] {
  return names?.split(',').map((word) => word.trim()) ?? [];
}

/** The languages that an app is set to; undefined where it is not. */
export function chosenLanguages({ languages }: AppSettings): Language[] | undefined {
  return languages?.split(',').map((word) => word.trim() as Language);
}

// Private

function checkLanguages(value: string): void {
  const known: readonly string[] = BUILDPACKS.map(({ language }) => language);
  const chosen = chosenLanguages({ languages: value }) ?? [];
  const isGood = chosen.every((language) => known.includes(language)) && new Set(chosen).size === chosen.length;
  if (!isGood) throw bad('languages', value, `Use ${known.join(', ')}, as in languages=node,python.`);
}

/** The names that git allows a branch (git check-ref-format), without those that only confuse. */
function checkBranch(value: string): void {
  const isName = /^[\w][\w./+@#-]*$/.test(value) && !/\.\.|\/\/|@\{|\/\.|\.lock(\/|$)|[./]$/.test(value);
  if (isName && value !== 'HEAD' && value.length <= 200 && !value.startsWith('refs/')) return;
  throw bad('deploy-branch', value, 'Give the name of a branch, as in deploy-branch=live.');
}
