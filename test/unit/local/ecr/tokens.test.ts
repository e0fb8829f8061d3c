import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { Tokens } from '../../../../local/ecr/tokens.ts';
import { openDatabase } from '../../../../local/store/database.ts';

const HOURS = 60 * 60 * 1000;

t.test('a password is good for twelve hours, over a restart, and is not in the database', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'ecr-'));
  const path = join(folder, 'local.db');
  const database = openDatabase(path);
  t.teardown(() => {
    database.close();
    rmSync(folder, { recursive: true });
  });
  const { password } = new Tokens(database).issue(0);
  const tokens = new Tokens(database);
  t.ok(tokens.isGood(password, 11.9 * HOURS));
  t.notOk(tokens.isGood(password, 12.1 * HOURS));
  t.notOk(tokens.isGood('another', 0));
  database.pragma('wal_checkpoint(TRUNCATE)');
  t.notOk(readFileSync(path).includes(password));
  tokens.revokeAll();
  t.notOk(tokens.isGood(password, 0));
});
