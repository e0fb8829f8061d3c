import { randomBytes } from 'node:crypto';
import { invalidCombination, invalidValue, lower } from '../datastores/requests.ts';
import { AwsError, type Input } from '../endpoint/service.ts';
import { checkVersion, engineNamed } from './engines/all.ts';
import type { Engine } from './engines/engine.ts';
import { memoryOf } from './instance-class.ts';
import type { DbInstance, Store } from './model.ts';
import { refuseUnserved, settingsOf } from './settings.ts';

/** The record of a new instance, as a request describes it. */
export function newInstance(input: Input, store: Store): DbInstance {
  refuseUnserved(input);
  const engine = engineNamed(input.Engine);
  checkVersion(engine, input.EngineVersion);
  const masterUsername = checkName('MasterUsername', required(input, 'MasterUsername'), engine);
  return {
    ...placed(input, store, engine),
    engine: engine.name,
    version: engine.version,
    masterUsername,
    verifier: engine.verifier(checkPassword(required(input, 'MasterUserPassword'))),
    dbName: input.DBName ? checkName('DBName', String(input.DBName), engine) : undefined,
    settings: settingsOf(input),
  };
}

/** The record of an instance that begins with a snapshot: what the request does not say is as it was. */
export function restoredInstance(input: Input, store: Store): DbInstance {
  refuseUnserved(input);
  const { id, source, status } = store.snapshots.get(lower(required(input, 'DBSnapshotIdentifier')));
  if (status !== 'available')
    throw new AwsError('InvalidDBSnapshotState', `DB snapshot ${id} is not in the available state.`);
  const engine = engineNamed(source.engine);
  checkVersion(engine, input.EngineVersion);
  if (input.Engine !== undefined && input.Engine !== source.engine)
    throw invalidCombination(`The snapshot ${id} is of the engine ${source.engine}, not of ${input.Engine}.`);
  return {
    ...source,
    ...placed({ DBInstanceClass: source.instanceClass, ...input }, store, engine),
    settings: settingsOf(input, source.settings),
    // The snapshot has the master user with the password of then.
    verifier: undefined,
    restoredFrom: id,
    finalSnapshot: undefined,
  };
}

/** Throws what AWS answers to a password that no engine takes; the password itself is told nobody. */
export function checkPassword(password: string): string {
  if (password.length < 8 || password.length > 128)
    throw invalidValue(
      'The parameter MasterUserPassword is not a valid password because it is shorter than 8 or longer than 128 characters.',
    );
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are among those that AWS refuses
  if (/[/"@ \u0000-\u001f\u007f-\uffff]/.test(password))
    throw invalidValue(
      "The parameter MasterUserPassword is not a valid password. Only printable ASCII characters besides '/', '@', '\"', ' ' may be used.",
    );
  return password;
}

// Private

/** What is the same for new instances and those that begin with a snapshot. */
function placed(input: Input, store: Store, engine: Engine) {
  const id = checkIdentifier(lower(required(input, 'DBInstanceIdentifier')));
  if (store.instances.has(id)) throw new AwsError('DBInstanceAlreadyExists', 'DB instance already exists');
  const instanceClass = required(input, 'DBInstanceClass');
  memoryOf(instanceClass);
  const subnetGroup = input.DBSubnetGroupName && store.subnetGroups.get(lower(input.DBSubnetGroupName)).name;
  return {
    id,
    resourceId: `db-${randomBytes(17).toString('hex').slice(0, 26).toUpperCase()}`,
    status: 'creating' as const,
    created: new Date().toISOString(),
    instanceClass,
    wantedPort: portOf(input.Port, engine),
    place: undefined,
    isProtected: String(input.DeletionProtection ?? false) === 'true',
    subnetGroup,
    parameterGroup: parameterGroupOf(input.DBParameterGroupName, store, engine),
    securityGroups: (input.VpcSecurityGroupIds ?? []).map(String),
    tags: (input.Tags ?? []).map(({ Key, Value }: Input) => ({ Key, Value: String(Value ?? '') })),
  };
}

/** The name of a parameter group that is there; throws what AWS answers where it is not, or is of another engine. */
export function parameterGroupOf(given: unknown, store: Store, { family, name }: Engine): string {
  if (!given || given === `default.${family}`) return `default.${family}`;
  const group = store.parameterGroups.get(lower(given));
  if (group.family === family) return group.name;
  throw invalidCombination(
    `The parameter group ${group.name} with DBParameterGroupFamily ${group.family} cannot be used for this instance of ${name}: it takes ${family}.`,
  );
}

/** Where the search for a port begins. */
export function portOf(given: unknown, { port }: Engine): number {
  const wanted = Number(given ?? port);
  if (Number.isInteger(wanted) && wanted >= 1150 && wanted <= 65_535) return wanted;
  throw invalidValue(`Invalid port: ${given}. Valid: 1150 to 65535.`);
}

function required(input: Input, name: string): string {
  const value = input[name];
  if (value !== undefined && value !== '') return String(value);
  throw invalidCombination(`The parameter ${name} must be provided and must not be blank.`);
}

/** Throws what AWS answers to an identifier of another form. */
export function checkIdentifier(id: string, name = 'DBInstanceIdentifier', most = 63): string {
  if (id.length <= most && /^[a-z](-?[a-z0-9])*$/.test(id)) return id;
  throw invalidValue(
    `The parameter ${name} is not a valid identifier. Identifiers must begin with a letter; must contain only ASCII letters, digits, and hyphens; and must not end with a hyphen or contain two consecutive hyphens.`,
  );
}

function checkName(name: string, value: string, { reserved, name: engine }: Engine): string {
  if (!/^[a-zA-Z][a-zA-Z0-9_]{0,62}$/.test(value))
    throw invalidValue(
      `${name} ${value} must begin with a letter and contain only alphanumeric characters and underscores.`,
    );
  if (!reserved.includes(value.toLowerCase())) return value;
  throw invalidValue(`${name} ${value} cannot be used as it is a reserved word used by the engine ${engine}`);
}
