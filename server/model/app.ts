import { Failure } from '../../lib/failure.ts';
import type { AppSettings } from './settings.ts';

/** An app: a repository, its releases, and one CloudFormation stack `<rack>-<name>`. */
export interface App {
  name: string;
  /** ISO 8601. */
  createdAt: string;
  /** The developer's name. */
  createdBy: string;
  settings: AppSettings;
  /** The priority of the app's first listener rule, allocated once and kept. */
  priority: number;
}

/** Longest name that still fits target group and stack names with the rack's name before it. */
const LONGEST_NAME = 30;

/** Names that are the rack's own already, and what they name there. */
const RESERVED: Readonly<Record<string, string>> = {
  git: "the rack's host name for git",
  rack: "the rack's own host name and image",
  registry: "the stack of the rack's own image",
};

/**
 * Throws a `Failure` `reserved_app_name` for the rack's own names, and `bad_app_name` unless the name can stand in host
 * names, stack names and image names.
 */
export function checkAppName(name: string): void {
  if (Object.hasOwn(RESERVED, name)) throw reserved(name);
  if (name.length <= LONGEST_NAME && /^[a-z]([a-z0-9-]*[a-z0-9])?$/.test(name)) return;
  throw new Failure('bad_app_name', `"${name}" cannot be the name of an app.`, {
    hint: `Use up to ${LONGEST_NAME} characters: small letters, digits and single hyphens, starting with a letter, as in my-app.`,
  });
}

/** Throws a `Failure` for a name that a process of another app could have as its host, or a resource as its stack. */
export function checkNewAppName(name: string): void {
  if (name.startsWith('resource-'))
    throw new Failure('reserved_app_name', `"${name}" cannot be the name of an app: stacks of resources begin so.`, {
      hint: 'Choose another name.',
    });
  if (!name.includes('--')) return;
  throw new Failure(
    'bad_app_name',
    `"${name}" cannot be the name of an app: two hyphens stand between process and app.`,
    {
      hint: `Use single hyphens, as in ${name.replace(/-+/g, '-')}.`,
    },
  );
}

/** The branches whose pushes deploy the app; the first one is named to those who ask where to push. */
export function deployBranches({ settings }: Pick<App, 'settings'>): [string, ...string[]] {
  const chosen = settings['deploy-branch'];
  return chosen === undefined ? ['main', 'master'] : [chosen];
}

/** True when a push to this branch deploys the app. */
export function deploys(app: Pick<App, 'settings'>, branch: string): boolean {
  return deployBranches(app).includes(branch);
}

/** The branch to name to those who ask where to push. */
export function deployBranch(app: Pick<App, 'settings'>): string {
  return deployBranches(app)[0];
}

// Private

function reserved(name: string): Failure {
  return new Failure('reserved_app_name', `"${name}" cannot be the name of an app: it names ${RESERVED[name]}.`, {
    hint: `Choose another name, as in ${name}-app.`,
  });
}
