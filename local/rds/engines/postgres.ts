import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import type { DbInstance } from '../model.ts';
import type { Engine } from './engine.ts';

const PSQL = ['psql', '--no-psqlrc', '--quiet', '--tuples-only', '--no-align', '--set=ON_ERROR_STOP=1'];
const ADMIN = ['--username=rdsadmin', '--dbname=postgres'];

/** PostgreSQL of Debian 12. As on RDS, the master user is no superuser: that is `rdsadmin`, who is in the container only. */
export const postgres: Engine = {
  name: 'postgres',
  image: 'postgres',
  port: 5432,
  version: '15',
  license: 'postgresql-license',
  family: 'postgres15',
  reserved: ['rdsadmin', 'rds_superuser', 'postgres', 'public', 'template0', 'template1'],
  command: (memory) => [
    ...['-c', `shared_buffers=${Math.floor(memory / 4)}MB`],
    ...['-c', `effective_cache_size=${Math.floor(memory / 2)}MB`],
    ...['-c', `max_connections=${connections(memory)}`],
  ],
  probe: [...PSQL, ...ADMIN, '--command=SELECT 1'],
  shell: [...PSQL, ...ADMIN],
  versionScript: `SELECT split_part(current_setting('server_version'), ' ', 1);`,
  verifier: scramVerifier,
  settle,
  // The log that makes it whole is in it; compressed by the least effort, which saves most.
  snapshot: [
    ...['pg_basebackup', '--username=rdsadmin', '--pgdata=-', '--format=tar', '--wal-method=fetch'],
    ...['--checkpoint=fast', '--no-manifest', '--compress=client-gzip:1'],
  ],
  restore: 'files',
};

// Private

/** RDS's own formula. */
function connections(memory: number): number {
  return Math.min(Math.floor((memory * 1024 * 1024) / 9_531_392), 5000);
}

/** What PostgreSQL itself keeps of a password (RFC 5803): so the password reaches neither its log nor its statistics. */
function scramVerifier(password: string): string {
  const [rounds, salt] = [4096, randomBytes(16)];
  const salted = pbkdf2Sync(password.normalize('NFKC'), salt, rounds, 32, 'sha256');
  const keyOf = (name: string) => createHmac('sha256', salted).update(name).digest();
  const stored = createHash('sha256').update(keyOf('Client Key')).digest('base64');
  return `SCRAM-SHA-256$${rounds}:${salt.toString('base64')}$${stored}:${keyOf('Server Key').toString('base64')}`;
}

/** Names are of letters, digits and underscores, and verifiers without quotes: RDS takes no others. */
function settle({ masterUsername: user, verifier, dbName }: DbInstance): string {
  return [
    unlessThere('pg_roles WHERE rolname', 'rds_superuser', 'CREATE ROLE rds_superuser NOLOGIN'),
    'GRANT pg_monitor, pg_signal_backend, pg_checkpoint TO rds_superuser WITH ADMIN OPTION;',
    unlessThere(
      'pg_roles WHERE rolname',
      user,
      `CREATE ROLE "${user}" LOGIN CREATEDB CREATEROLE IN ROLE rds_superuser`,
    ),
    verifier ? `ALTER ROLE "${user}" PASSWORD '${verifier}';` : '',
    dbName ? unlessThere('pg_database WHERE datname', dbName, `CREATE DATABASE "${dbName}" OWNER "${user}"`) : '',
  ].join('\n');
}

function unlessThere(where: string, name: string, statement: string): string {
  return `SELECT '${statement}' WHERE NOT EXISTS (SELECT FROM ${where} = '${name}') \\gexec`;
}
