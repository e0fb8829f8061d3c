import { Failure } from '../../lib/failure.ts';
import { nearest } from '../../lib/nearest.ts';
import { isReserved, isVariable } from './environment-name.ts';

/** Something that apps use and the rack keeps, such as a database: one CloudFormation stack `<rack>-resource-<name>`. */
export interface Resource {
  name: string;
  kind: ResourceKind;
  /** ISO 8601. */
  createdAt: string;
  /** The developer's name. */
  createdBy: string;
}

/** An app that uses a resource, and the variable that tells it where that is. */
export interface Link {
  resource: string;
  app: string;
  variable: string;
}

/** What a kind of resource is like; its options are those of its template. */
export interface Kind {
  /** The first one's name, where none is given. */
  name: string;
  /** The longest that AWS takes as the name of such a thing. */
  longest: number;
  /** Which service keeps backups of it. */
  backups?: 'rds' | 'elasticache';
  /** Apps reach it by the right of their role, and not by a password or the network. */
  byRole?: true;
}

/** All kinds, by the name of their template in templates/resources. */
export const KINDS = {
  postgres: { name: 'database', longest: 63, backups: 'rds' },
  mysql: { name: 'database', longest: 63, backups: 'rds' },
  redis: { name: 'redis', longest: 40, backups: 'elasticache' },
  memcached: { name: 'memcached', longest: 50 },
  s3: { name: 'bucket', longest: 63, byRole: true },
  sqs: { name: 'queue', longest: 63, byRole: true },
} as const satisfies Readonly<Record<string, Kind>>;

export type ResourceKind = keyof typeof KINDS;

/** What is known of a kind. */
export function kindOf({ kind }: Pick<Resource, 'kind'>): Kind {
  return KINDS[kind];
}

/** Throws a `Failure` `unknown_kind` unless there are such resources. */
export function checkKind(word: string): ResourceKind {
  if (Object.hasOwn(KINDS, word)) return word as ResourceKind;
  const near = nearest(word, Object.keys(KINDS));
  throw new Failure('unknown_kind', `There are no resources of the kind "${word}".`, {
    hint: near ? `Did you mean ${near}?` : `There are ${Object.keys(KINDS).join(', ')}.`,
  });
}

/** The name of a resource's stack, and of what AWS knows it as. */
export function resourceStackName(rack: string, name: string): string {
  return `${rack}-resource-${name}`;
}

/** Throws a `Failure` `bad_resource_name` unless a resource of this kind can have the name on this rack. */
export function checkResourceName(name: string, { rack, kind }: { rack: string; kind: ResourceKind }): void {
  const most = Math.min(LONGEST_NAME, KINDS[kind].longest - resourceStackName(rack, '').length);
  if (name.length <= most && /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) return;
  throw new Failure('bad_resource_name', `"${name}" cannot be the name of a resource.`, {
    hint: `Use up to ${most} characters: small letters, digits and single hyphens, starting with a letter, as in main-db.`,
  });
}

/**
 * The variable of a link: `main-db` → `MAIN_DB_URL`, `DATABASE` → `DATABASE_URL`; what ends in `_URL` is it itself. Throws a
 * `Failure` `bad_env_name` where no variable can be called so.
 */
export function variableOf(word: string): string {
  const spoken = word.replaceAll('-', '_').toUpperCase();
  const variable = spoken.endsWith('_URL') ? spoken : `${spoken}_URL`;
  if (word !== '' && isVariable(variable) && !isReserved(variable)) return variable;
  throw new Failure('bad_env_name', `${variable} cannot be the variable of a link.`, {
    hint: 'Use letters, digits and underscores, as in --as DATABASE.',
  });
}

/** The refusal of a name that a developer may not know; the same whether there is such a resource or not. */
export function resourceNotFound(name: string): Failure {
  return new Failure('resource_not_found', `There is no resource "${name}".`, {
    hint: 'List the resources with: ssh rack resources',
  });
}

// Private

const LONGEST_NAME = 30;
