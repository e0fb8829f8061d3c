import { createHash } from 'node:crypto';
import type { DbInstance } from '../model.ts';
import type { Engine } from './engine.ts';

/** As who administers the server: the user of its container, by the socket. */
const CLIENT = ['--no-defaults', '--socket=/run/rack/mysqld.sock', '--user=mysql'];

/** What RDS gives a master user: all but what could take the server over. */
const PRIVILEGES = `SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, RELOAD, PROCESS, REFERENCES, INDEX, ALTER, SHOW DATABASES,
  CREATE TEMPORARY TABLES, LOCK TABLES, EXECUTE, REPLICATION SLAVE, BINLOG MONITOR, CREATE VIEW, SHOW VIEW, CREATE ROUTINE,
  ALTER ROUTINE, CREATE USER, EVENT, TRIGGER`;

/** MariaDB of Debian 12. */
export const mariadb: Engine = {
  name: 'mariadb',
  image: 'mariadb',
  port: 3306,
  version: '10.11',
  license: 'general-public-license',
  family: 'mariadb10.11',
  reserved: [
    'mysql',
    'root',
    'rdsadmin',
    'mariadb',
    'mariadbsys',
    'information_schema',
    'performance_schema',
    'sys',
    'public',
  ],
  command: (memory) => [
    `--innodb-buffer-pool-size=${Math.floor(memory / 2)}M`,
    // RDS's own formula.
    `--max-connections=${Math.max(Math.floor((memory * 1024 * 1024) / 12_582_880), 10)}`,
  ],
  probe: ['mariadb', ...CLIENT, '--execute=SELECT 1'],
  shell: ['mariadb', ...CLIENT, '--batch', '--skip-column-names'],
  versionScript: `SELECT SUBSTRING_INDEX(VERSION(), '-', 1);`,
  verifier: nativeHash,
  settle,
  // Users and their rights are in the database `mysql`, which is dumped with the others.
  snapshot: [
    'mariadb-dump',
    ...CLIENT,
    '--all-databases',
    '--single-transaction',
    '--quick',
    '--routines',
    '--events',
    '--triggers',
  ],
  restore: ['mariadb', ...CLIENT],
};

// Private

/** What MariaDB itself keeps of a password (`mysql_native_password`), which every client can answer to. */
function nativeHash(password: string): string {
  const once = createHash('sha1').update(password).digest();
  return `*${createHash('sha1').update(once).digest('hex').toUpperCase()}`;
}

/** Names are of letters, digits and underscores, and verifiers without quotes: RDS takes no others. */
function settle({ masterUsername: user, verifier, dbName }: DbInstance): string {
  return [
    // What a snapshot has brought of users counts from here on.
    'FLUSH PRIVILEGES;',
    `CREATE USER IF NOT EXISTS '${user}'@'%';`,
    verifier ? `ALTER USER '${user}'@'%' IDENTIFIED VIA mysql_native_password USING '${verifier}';` : '',
    `GRANT ${PRIVILEGES} ON *.* TO '${user}'@'%' WITH GRANT OPTION;`,
    dbName ? `CREATE DATABASE IF NOT EXISTS \`${dbName}\`;` : '',
  ].join('\n');
}
