-- What people do with the portal: sessions and second factors, links and mails, claims, tokens, and the trail of it all.
--
-- Rows that hang on a user, an organisation or a meter go with it, by triggers of their own: like those of 0001 they
-- hold with foreign_keys off and rely on no order.

ALTER TABLE user ADD COLUMN must_change_password INTEGER NOT NULL DEFAULT 0 CHECK (must_change_password IN (0, 1));
ALTER TABLE user ADD COLUMN last_seen_utc INTEGER;
ALTER TABLE user ADD COLUMN preferences TEXT NOT NULL DEFAULT '{}' CHECK (preferences GLOB '{*}');  -- a JSON object

ALTER TABLE session ADD COLUMN address TEXT NOT NULL DEFAULT '';  -- that it was begun from
ALTER TABLE session ADD COLUMN device TEXT NOT NULL DEFAULT '';   -- the browser's name for itself

-- TOTP (RFC 6238). The secret is sealed with the portal's key, which is not in the database.
CREATE TABLE second_factor (
    user_id       INTEGER PRIMARY KEY REFERENCES user (id) DEFERRABLE INITIALLY DEFERRED,
    sealed_secret TEXT NOT NULL,
    created_utc   INTEGER NOT NULL,
    confirmed_utc INTEGER,                     -- NULL: begun, not yet in force
    last_step     INTEGER NOT NULL DEFAULT 0   -- the last time step whose code was used: none is taken twice
) STRICT;

CREATE TABLE recovery_code (
    user_id   INTEGER NOT NULL REFERENCES user (id) DEFERRABLE INITIALLY DEFERRED,
    code_hash TEXT NOT NULL,
    used_utc  INTEGER,
    PRIMARY KEY (user_id, code_hash)
) STRICT, WITHOUT ROWID;

-- Links that are good once: whoever holds the token may do what the purpose says.
CREATE TABLE one_time_link (
    link_id     INTEGER PRIMARY KEY AUTOINCREMENT,
    token_hash  TEXT NOT NULL UNIQUE,
    purpose     TEXT NOT NULL CHECK (purpose IN ('password-reset', 'email-change', 'invitation')),
    user_id     INTEGER REFERENCES user (id) DEFERRABLE INITIALLY DEFERRED,
    org_id      INTEGER REFERENCES organization (id) DEFERRABLE INITIALLY DEFERRED,
    email       TEXT NOT NULL DEFAULT '',
    created_utc INTEGER NOT NULL,
    expires_utc INTEGER NOT NULL,
    CHECK (user_id IS NOT NULL OR org_id IS NOT NULL)
) STRICT;
CREATE INDEX one_time_link_by_user ON one_time_link (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX one_time_link_by_org ON one_time_link (org_id) WHERE org_id IS NOT NULL;
CREATE INDEX one_time_link_by_expiry ON one_time_link (expires_utc);

-- Mails that are to go out, kept until the mail server has taken them. A mail that is done with keeps no body: there
-- may be a link in it.
CREATE TABLE mail (
    mail_id      INTEGER PRIMARY KEY AUTOINCREMENT,
    recipient    TEXT NOT NULL,
    subject      TEXT NOT NULL,
    body         TEXT NOT NULL,
    created_utc  INTEGER NOT NULL,
    due_utc      INTEGER NOT NULL,            -- the next attempt
    attempts     INTEGER NOT NULL DEFAULT 0,
    sent_utc     INTEGER,
    given_up_utc INTEGER,
    last_problem TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX mail_by_due ON mail (due_utc) WHERE sent_utc IS NULL AND given_up_utc IS NULL;

-- What became of a claim code. The code itself is nowhere: it follows from the portal's key, the subject and the
-- generation (docs/decisions/0005-claim-codes.md). A subject without a row is in generation 1, unused.
CREATE TABLE claim (
    kind        TEXT NOT NULL CHECK (kind IN ('meter', 'organization')),
    subject_id  INTEGER NOT NULL,
    generation  INTEGER NOT NULL DEFAULT 1 CHECK (generation > 0),
    used_utc    INTEGER,
    revoked_utc INTEGER,
    PRIMARY KEY (kind, subject_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE api_token (
    token_id      INTEGER PRIMARY KEY AUTOINCREMENT,
    name          TEXT NOT NULL CHECK (length(name) > 0),
    token_hash    TEXT NOT NULL UNIQUE,
    may_import    INTEGER NOT NULL CHECK (may_import IN (0, 1)),
    may_export    INTEGER NOT NULL CHECK (may_export IN (0, 1)),
    may_read      INTEGER NOT NULL CHECK (may_read IN (0, 1)),
    created_by    INTEGER REFERENCES user (id) DEFERRABLE INITIALLY DEFERRED,  -- NULL once that account is gone
    created_utc   INTEGER NOT NULL,
    expires_utc   INTEGER NOT NULL,
    last_used_utc INTEGER,
    revoked_utc   INTEGER,
    CHECK (may_import + may_export + may_read > 0)
) STRICT;

CREATE TRIGGER user_deleted AFTER DELETE ON user
BEGIN
    DELETE FROM second_factor WHERE user_id = OLD.id;
    DELETE FROM recovery_code WHERE user_id = OLD.id;
    DELETE FROM one_time_link WHERE user_id = OLD.id;
    UPDATE api_token SET created_by = NULL WHERE created_by = OLD.id;
END;

-- Whoever has changed a password or an address, by whatever way, has made every open link to that account worthless.
CREATE TRIGGER user_credentials_changed AFTER UPDATE OF password_hash, email ON user
WHEN NEW.password_hash <> OLD.password_hash OR NEW.email <> OLD.email
BEGIN
    DELETE FROM one_time_link WHERE user_id = NEW.id;
END;

CREATE TRIGGER organization_deleted AFTER DELETE ON organization
BEGIN
    DELETE FROM one_time_link WHERE org_id = OLD.id;
    DELETE FROM claim WHERE kind = 'organization' AND subject_id = OLD.id;
END;

-- Meters: where they stand, what they are set to, and the numbers they had before. ---------------------------------

ALTER TABLE meter ADD COLUMN address TEXT NOT NULL DEFAULT '';
ALTER TABLE meter ADD COLUMN set_interval_s INTEGER CHECK (set_interval_s IN (300, 900, 1800, 3600));  -- as installed
ALTER TABLE meter ADD COLUMN retired_utc INTEGER;

CREATE TABLE meter_former_number (
    number       TEXT PRIMARY KEY,
    meter_id     INTEGER NOT NULL REFERENCES meter (meter_id) DEFERRABLE INITIALLY DEFERRED,
    replaced_utc INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX meter_former_number_by_meter ON meter_former_number (meter_id);

CREATE TRIGGER meter_former_number_free BEFORE INSERT ON meter_former_number
WHEN EXISTS (SELECT 1 FROM meter WHERE number = NEW.number AND meter_id <> NEW.meter_id)
BEGIN
    SELECT RAISE(ABORT, 'meter_former_number: another meter has this number');
END;
CREATE TRIGGER meter_number_not_former BEFORE INSERT ON meter
WHEN EXISTS (SELECT 1 FROM meter_former_number WHERE number = NEW.number)
BEGIN
    SELECT RAISE(ABORT, 'meter: a replaced meter had this number');
END;
CREATE TRIGGER meter_number_not_former_update BEFORE UPDATE OF number ON meter
WHEN EXISTS (SELECT 1 FROM meter_former_number WHERE number = NEW.number)
BEGIN
    SELECT RAISE(ABORT, 'meter: a replaced meter had this number');
END;
CREATE TRIGGER meter_former_number_fixed_insert BEFORE INSERT ON meter_former_number
WHEN EXISTS (SELECT 1 FROM meter_former_number WHERE number = NEW.number)
BEGIN
    SELECT RAISE(ABORT, 'meter_former_number: another meter had this number');
END;
CREATE TRIGGER meter_former_number_fixed_update BEFORE UPDATE ON meter_former_number
BEGIN
    SELECT RAISE(ABORT, 'meter_former_number: rows do not change');
END;

CREATE TRIGGER meter_gone AFTER DELETE ON meter
BEGIN
    DELETE FROM claim WHERE kind = 'meter' AND subject_id = OLD.meter_id;
    DELETE FROM meter_former_number WHERE meter_id = OLD.meter_id;
END;

-- The audit trail: a line for every write by a person or a token. ---------------------------------------------------
-- Lines are numbered without gaps and never change. Each carries the SHA-256 of the line before it and of itself
-- (storage/audit.hpp), so that `drp check` finds one that was altered or taken out past these triggers.

CREATE TABLE audit (
    audit_id   INTEGER PRIMARY KEY AUTOINCREMENT,
    at_utc     INTEGER NOT NULL,
    actor_kind TEXT NOT NULL,             -- 'user', 'token', 'operator', 'visitor', 'portal'
    actor_id   INTEGER,                   -- of the user or token; the account may be gone by now
    actor_name TEXT NOT NULL,             -- e-mail, token's name, login of the operator
    address    TEXT NOT NULL,             -- network address; empty for the operator
    action     TEXT NOT NULL,             -- 'meter.assign'
    subject    TEXT NOT NULL,             -- what it was done to: 'meter 71007919'
    before     TEXT NOT NULL,             -- JSON of what changed, empty if there was nothing
    after      TEXT NOT NULL,
    chain      TEXT NOT NULL
) STRICT;
CREATE INDEX audit_by_time ON audit (at_utc);
CREATE INDEX audit_by_actor ON audit (actor_id, at_utc) WHERE actor_id IS NOT NULL;
CREATE INDEX audit_by_subject ON audit (subject, at_utc);

CREATE TRIGGER audit_append_only_insert AFTER INSERT ON audit
WHEN NEW.audit_id <> 1 + (SELECT coalesce(max(audit_id), 0) FROM audit WHERE audit_id <> NEW.audit_id)
BEGIN
    SELECT RAISE(ABORT, 'audit: lines are numbered without gaps');
END;
CREATE TRIGGER audit_append_only_replace BEFORE INSERT ON audit
WHEN EXISTS (SELECT 1 FROM audit WHERE audit_id = NEW.audit_id)
BEGIN
    SELECT RAISE(ABORT, 'audit: what is recorded stays');
END;
CREATE TRIGGER audit_append_only_update BEFORE UPDATE ON audit
BEGIN
    SELECT RAISE(ABORT, 'audit: what is recorded stays');
END;
CREATE TRIGGER audit_append_only_delete BEFORE DELETE ON audit
BEGIN
    SELECT RAISE(ABORT, 'audit: what is recorded stays');
END;
