import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import t from 'tap';
import { engineNamed } from '../../../../local/rds/engines/all.ts';
import { memoryOf } from '../../../../local/rds/instance-class.ts';

t.test('PostgreSQL gets a SCRAM verifier of the password, and never the password', async (t) => {
  const verifier = engineNamed('postgres').verifier('pencil');
  const [, rounds, salt, stored, server] = /^SCRAM-SHA-256\$(\d+):([^$]+)\$([^:]+):(.+)$/.exec(verifier) ?? [];
  // RFC 5802: StoredKey = H(HMAC(SaltedPassword, "Client Key")), ServerKey = HMAC(SaltedPassword, "Server Key").
  const salted = pbkdf2Sync('pencil', Buffer.from(salt ?? '', 'base64'), Number(rounds), 32, 'sha256');
  const keyOf = (name: string) => createHmac('sha256', salted).update(name).digest();
  t.equal(stored, createHash('sha256').update(keyOf('Client Key')).digest('base64'));
  t.equal(server, keyOf('Server Key').toString('base64'));
  t.not(verifier, engineNamed('postgres').verifier('pencil'), 'salted anew each time');
});

t.test('an instance class has the memory that it has on AWS', async (t) => {
  const memories = { 'db.t4g.micro': 1, 'db.t3.small': 2, 'db.t4g.medium': 4, 'db.m6g.large': 8, 'db.r6g.2xlarge': 64 };
  for (const [name, gib] of Object.entries(memories)) t.equal(memoryOf(name), gib * 1024, name);
  for (const name of ['db.t4g', 'cache.t4g.micro', 'db.z1d.large', 'db.t4g.huge', 'db.t4g.0xlarge'])
    t.throws(() => memoryOf(name), { code: 'InvalidParameterCombination' }, name);
});
