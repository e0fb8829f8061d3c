/**
 * The schema, as steps from one version to the next: the file's `user_version` counts how many were run. Add steps at
 * the end; never change one that was released.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE apps (
    name TEXT PRIMARY KEY,
    created_at TEXT NOT NULL,
    created_by TEXT NOT NULL,
    branch TEXT,
    priority INTEGER NOT NULL UNIQUE
  ) STRICT;

  CREATE TABLE releases (
    id TEXT PRIMARY KEY,
    app TEXT NOT NULL REFERENCES apps (name) ON DELETE CASCADE,
    version INTEGER NOT NULL,
    "commit" TEXT NOT NULL,
    image TEXT NOT NULL,
    processes TEXT NOT NULL,
    port INTEGER NOT NULL,
    secrets TEXT NOT NULL,
    created_at TEXT NOT NULL,
    created_by TEXT NOT NULL,
    state TEXT NOT NULL,
    description TEXT NOT NULL,
    UNIQUE (app, version)
  ) STRICT;

  CREATE TABLE builds (
    id TEXT PRIMARY KEY,
    app TEXT NOT NULL REFERENCES apps (name) ON DELETE CASCADE,
    "commit" TEXT NOT NULL,
    state TEXT NOT NULL,
    started_at TEXT NOT NULL,
    ended_at TEXT,
    created_by TEXT NOT NULL,
    reason TEXT
  ) STRICT;
  CREATE INDEX builds_by_app ON builds (app, started_at);

  CREATE TABLE environments (
    app TEXT PRIMARY KEY REFERENCES apps (name) ON DELETE CASCADE,
    sealed BLOB NOT NULL
  ) STRICT;

  CREATE TABLE developers (
    name TEXT PRIMARY KEY,
    role TEXT NOT NULL,
    created_at TEXT NOT NULL
  ) STRICT;

  CREATE TABLE keys (
    fingerprint TEXT PRIMARY KEY,
    developer TEXT NOT NULL REFERENCES developers (name) ON DELETE CASCADE,
    public_key TEXT NOT NULL,
    comment TEXT NOT NULL,
    created_at TEXT NOT NULL,
    last_used_at TEXT
  ) STRICT;

  CREATE TABLE audit (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    what TEXT NOT NULL,
    app TEXT,
    "from" TEXT,
    result TEXT NOT NULL
  ) STRICT;
  CREATE INDEX audit_by_app ON audit (app, id);
  `,
  `
  ALTER TABLE developers ADD COLUMN apps TEXT;
  `,
  `
  CREATE TABLE tokens (
    id TEXT PRIMARY KEY,
    developer TEXT NOT NULL REFERENCES developers (name) ON DELETE CASCADE,
    name TEXT NOT NULL,
    hash BLOB NOT NULL,
    role TEXT,
    apps TEXT,
    created_at TEXT NOT NULL,
    expires_at TEXT,
    last_used_at TEXT,
    last_used_from TEXT,
    revoked_at TEXT
  ) STRICT;
  CREATE UNIQUE INDEX tokens_by_name ON tokens (developer, name COLLATE NOCASE) WHERE revoked_at IS NULL;

  -- Names could differ in case alone: whoever came later gets a number.
  PRAGMA defer_foreign_keys = ON;
  CREATE TEMP TABLE renamed AS
    SELECT name, name || '-' || rowid AS later FROM developers WHERE EXISTS (
      SELECT 1 FROM developers earlier WHERE earlier.name = developers.name COLLATE NOCASE AND earlier.rowid < developers.rowid
    );
  UPDATE keys SET developer = (SELECT later FROM renamed WHERE name = developer)
    WHERE developer IN (SELECT name FROM renamed);
  UPDATE developers SET name = (SELECT later FROM renamed WHERE renamed.name = developers.name)
    WHERE name IN (SELECT name FROM renamed);
  DROP TABLE renamed;
  CREATE UNIQUE INDEX developers_by_name ON developers (name COLLATE NOCASE);
  `,
  `
  CREATE TABLE settings (
    app TEXT NOT NULL REFERENCES apps (name) ON DELETE CASCADE,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (app, name)
  ) STRICT;
  INSERT INTO settings SELECT name, 'deploy-branch', branch FROM apps WHERE branch IS NOT NULL;
  ALTER TABLE apps DROP COLUMN branch;
  `,
  `
  ALTER TABLE audit ADD COLUMN door TEXT;
  ALTER TABLE audit ADD COLUMN credential TEXT;
  ALTER TABLE audit ADD COLUMN detail TEXT;
  CREATE INDEX audit_by_who ON audit (who COLLATE NOCASE, id);
  CREATE INDEX audit_by_time ON audit (at);
  CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
  CREATE TRIGGER audit_is_not_shortened BEFORE DELETE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
  CREATE TRIGGER audit_is_not_replaced BEFORE INSERT ON audit WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
  `,
  // The commit of a release that was made from an image is the empty text.
  `
  ALTER TABLE releases ADD COLUMN origin TEXT NOT NULL DEFAULT '{"kind":"commit"}';
  `,
  `
  ALTER TABLE builds ADD COLUMN unit TEXT NOT NULL DEFAULT 'app';
  ALTER TABLE builds ADD COLUMN image TEXT;
  `,
  // How a process runs was its command alone, and the command of the release phase stood among them.
  `
  ALTER TABLE releases ADD COLUMN phases TEXT NOT NULL DEFAULT '{}';
  ALTER TABLE releases ADD COLUMN timers TEXT NOT NULL DEFAULT '{}';
  ALTER TABLE releases ADD COLUMN variables TEXT NOT NULL DEFAULT '{}';
  UPDATE releases SET
    phases = (SELECT json_group_object(key, value) FROM json_each(processes) WHERE key = 'release'),
    processes = (
      SELECT json_group_object(key, json(iif(key = 'web',
        json_object('command', value, 'port', releases.port),
        json_object('command', value))))
      FROM json_each(processes) WHERE key <> 'release'
    );
  ALTER TABLE releases DROP COLUMN port;

  -- An app's own priority is its web's.
  CREATE TABLE priorities (
    app TEXT NOT NULL REFERENCES apps (name) ON DELETE CASCADE,
    process TEXT NOT NULL,
    priority INTEGER NOT NULL UNIQUE,
    PRIMARY KEY (app, process)
  ) STRICT;

  CREATE TABLE domains (
    name TEXT PRIMARY KEY,
    app TEXT NOT NULL REFERENCES apps (name) ON DELETE CASCADE
  ) STRICT;
  `,
  `
  ALTER TABLE builds ADD COLUMN bases TEXT NOT NULL DEFAULT '[]';
  `,
  // Until now a release that was made was on its way to be live; from now on it may wait for that.
  `
  ALTER TABLE releases ADD COLUMN build TEXT;
  UPDATE releases SET state = 'failed' WHERE state = 'created';
  CREATE TABLE release_environments (
    release TEXT PRIMARY KEY REFERENCES releases (id) ON DELETE CASCADE,
    sealed BLOB NOT NULL
  ) STRICT;
  `,
  `
  CREATE TABLE resources (
    name TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    created_at TEXT NOT NULL,
    created_by TEXT NOT NULL
  ) STRICT;

  CREATE TABLE links (
    app TEXT NOT NULL REFERENCES apps (name) ON DELETE CASCADE,
    variable TEXT NOT NULL,
    resource TEXT NOT NULL REFERENCES resources (name) ON DELETE CASCADE,
    PRIMARY KEY (app, variable)
  ) STRICT;
  CREATE INDEX links_by_resource ON links (resource);
  `,
  // An earlier release can go live again: which one runs is told by when it went live, and no more by its version.
  `
  ALTER TABLE releases ADD COLUMN live_at TEXT;
  UPDATE releases SET live_at = created_at WHERE state = 'live';
  `,
  `
  CREATE TABLE formations (
    app TEXT NOT NULL REFERENCES apps (name) ON DELETE CASCADE,
    process TEXT NOT NULL,
    count INTEGER,
    cpu INTEGER,
    memory INTEGER,
    PRIMARY KEY (app, process)
  ) STRICT;
  `,
  `
  CREATE TABLE terminations (
    instance TEXT PRIMARY KEY,
    arn TEXT NOT NULL,
    asked_by TEXT NOT NULL,
    asked_at TEXT NOT NULL
  ) STRICT;

  -- Numbers are never given twice: who follows goes by them.
  CREATE TABLE events (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    type TEXT NOT NULL,
    app TEXT,
    actor TEXT,
    message TEXT NOT NULL,
    data TEXT NOT NULL
  ) STRICT;
  CREATE INDEX events_by_app ON events (app, id);

  CREATE TABLE webhooks (
    id TEXT PRIMARY KEY,
    receiver TEXT NOT NULL,
    app TEXT,
    types TEXT NOT NULL,
    sealed BLOB NOT NULL,
    created_by TEXT NOT NULL,
    created_at TEXT NOT NULL
  ) STRICT;

  CREATE TABLE deliveries (
    id TEXT PRIMARY KEY,
    webhook TEXT NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
    event INTEGER NOT NULL,
    state TEXT NOT NULL,
    tries INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    tried_at TEXT,
    next_at TEXT,
    status INTEGER,
    reason TEXT,
    took INTEGER
  ) STRICT;
  CREATE INDEX deliveries_by_webhook ON deliveries (webhook);
  CREATE INDEX deliveries_that_wait ON deliveries (webhook, next_at) WHERE state = 'waiting';

  CREATE TABLE timer_runs (
    task TEXT PRIMARY KEY,
    app TEXT NOT NULL REFERENCES apps (name) ON DELETE CASCADE,
    timer TEXT NOT NULL,
    release TEXT NOT NULL,
    started_at TEXT,
    ended_at TEXT,
    exit_code INTEGER,
    reason TEXT
  ) STRICT;
  CREATE INDEX timer_runs_by_timer ON timer_runs (app, timer);

  CREATE TABLE versions (
    id INTEGER PRIMARY KEY,
    version TEXT NOT NULL,
    since TEXT NOT NULL
  ) STRICT;
  `,
  `
  ALTER TABLE builds ADD COLUMN description TEXT;
  ALTER TABLE builds ADD COLUMN git_sha TEXT;
  `,
  // Hosts that somebody has given to a process; those that apps declare have none.
  `
  ALTER TABLE domains ADD COLUMN process TEXT;
  ALTER TABLE domains ADD COLUMN added_by TEXT;
  ALTER TABLE domains ADD COLUMN added_at TEXT;

  CREATE TABLE maintenance (
    app TEXT PRIMARY KEY REFERENCES apps (name) ON DELETE CASCADE,
    page TEXT NOT NULL,
    "by" TEXT NOT NULL,
    since TEXT NOT NULL
  ) STRICT;

  CREATE TABLE locks (
    app TEXT PRIMARY KEY REFERENCES apps (name) ON DELETE CASCADE,
    reason TEXT,
    "by" TEXT NOT NULL,
    at TEXT NOT NULL
  ) STRICT;
  `,
  // Certificates lie in Certificate Manager; here is for which app each is presented.
  `
  CREATE TABLE certificates (
    arn TEXT PRIMARY KEY,
    app TEXT REFERENCES apps (name) ON DELETE SET NULL,
    added_by TEXT NOT NULL,
    added_at TEXT NOT NULL
  ) STRICT;
  `,
  // Lines are sent from behind the cursor on.
  `
  CREATE TABLE drains (
    id TEXT PRIMARY KEY,
    app TEXT NOT NULL REFERENCES apps (name) ON DELETE CASCADE,
    receiver TEXT NOT NULL,
    process TEXT,
    filter TEXT,
    sealed BLOB NOT NULL,
    created_by TEXT NOT NULL,
    created_at TEXT NOT NULL,
    may_reach_inside INTEGER NOT NULL,
    cursor INTEGER NOT NULL,
    delivered INTEGER NOT NULL DEFAULT 0,
    dropped INTEGER NOT NULL DEFAULT 0,
    delivered_at TEXT,
    error TEXT,
    failing_since TEXT
  ) STRICT;
  CREATE INDEX drains_by_app ON drains (app);

  CREATE TABLE alerts (
    name TEXT NOT NULL,
    subject TEXT NOT NULL,
    app TEXT REFERENCES apps (name) ON DELETE CASCADE,
    severity TEXT NOT NULL,
    stage INTEGER NOT NULL,
    since TEXT NOT NULL,
    message TEXT NOT NULL,
    hint TEXT NOT NULL,
    PRIMARY KEY (name, subject)
  ) STRICT;
  `,
  // A link of the console, which becomes a session when it is followed; both end with their developer's key.
  `
  CREATE TABLE console_sessions (
    id TEXT PRIMARY KEY,
    developer TEXT NOT NULL REFERENCES developers (name) ON DELETE CASCADE,
    key TEXT NOT NULL REFERENCES keys (fingerprint) ON DELETE CASCADE,
    hash BLOB NOT NULL,
    previous_hash BLOB,
    hashed_at TEXT NOT NULL,
    created_at TEXT NOT NULL,
    opened_at TEXT,
    expires_at TEXT NOT NULL,
    last_used_at TEXT,
    last_used_from TEXT,
    browser TEXT
  ) STRICT;
  `,
];
