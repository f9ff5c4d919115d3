-- People, organisations, meters and whose they are, with the rules of the programme that the database itself keeps.
--
-- The rules must hold for whoever writes, from any SQL tool, with or without foreign_keys and recursive_triggers. SQLite
-- runs no DELETE triggers for rows that an OR REPLACE pushes out; so every table with such triggers has a *_guard that
-- refuses the replacement before it happens. Triggers on one event run in no promised order: none relies on another.

-- One table of ids for users and organisations, so that a meter can be mapped to either.
CREATE TABLE entity (
    id   INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK (kind IN ('user', 'organization'))
) STRICT;

CREATE TABLE organization (
    id          INTEGER UNIQUE REFERENCES entity (id) DEFERRABLE INITIALLY DEFERRED,  -- drawn by add_org_id
    name        TEXT NOT NULL UNIQUE COLLATE NOCASE CHECK (length(name) > 0),
    is_provider INTEGER NOT NULL DEFAULT 0 CHECK (is_provider IN (0, 1)),
    created_utc INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX organization_one_provider ON organization (is_provider) WHERE is_provider = 1;

CREATE TABLE user (
    id            INTEGER UNIQUE REFERENCES entity (id) DEFERRABLE INITIALLY DEFERRED,  -- drawn by add_user_id
    email         TEXT NOT NULL UNIQUE COLLATE NOCASE CHECK (length(email) > 0),
    first_name    TEXT NOT NULL DEFAULT '',
    last_name     TEXT NOT NULL DEFAULT '',
    password_hash TEXT NOT NULL DEFAULT '' CHECK (password_hash = '' OR password_hash GLOB '$2[abxy]$[0-9][0-9]$*'),
    org_id        INTEGER REFERENCES organization (id) DEFERRABLE INITIALLY DEFERRED,
    status        TEXT NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'approved', 'rejected')),
    is_admin      INTEGER NOT NULL DEFAULT 0 CHECK (is_admin IN (0, 1)),
    created_utc   INTEGER NOT NULL,
    CHECK (is_admin = 0 OR org_id IS NOT NULL)
) STRICT;
CREATE INDEX user_by_org ON user (org_id) WHERE org_id IS NOT NULL;

CREATE TABLE session (
    token_hash    TEXT PRIMARY KEY,
    user_id       INTEGER NOT NULL REFERENCES user (id) DEFERRABLE INITIALLY DEFERRED,
    created_utc   INTEGER NOT NULL,
    last_used_utc INTEGER NOT NULL,
    expires_utc   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session_by_user ON session (user_id);
CREATE INDEX session_by_expiry ON session (expires_utc);

CREATE TABLE meter (
    meter_id    INTEGER PRIMARY KEY AUTOINCREMENT CHECK (meter_id BETWEEN 1 AND 2147483647),
    number      TEXT NOT NULL UNIQUE CHECK (length(number) BETWEEN 1 AND 32 AND number NOT GLOB '*[^-0-9A-Za-z._]*'),
    label       TEXT NOT NULL DEFAULT '',
    latitude    REAL CHECK (latitude BETWEEN -90 AND 90),
    longitude   REAL CHECK (longitude BETWEEN -180 AND 180),
    created_utc INTEGER NOT NULL,
    CHECK ((latitude IS NULL) = (longitude IS NULL))
) STRICT;

CREATE TABLE meter_map (
    entity_id INTEGER NOT NULL REFERENCES entity (id) DEFERRABLE INITIALLY DEFERRED,
    meter_id  INTEGER NOT NULL REFERENCES meter (meter_id) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (entity_id, meter_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX meter_map_by_meter ON meter_map (meter_id);

-- Rule add_user_id: a user's id comes from entity, and from nowhere else. -----------------------------------------

CREATE TRIGGER add_user_id AFTER INSERT ON user
BEGIN
    INSERT INTO entity (kind) VALUES ('user');
    UPDATE user SET id = (SELECT max(id) FROM entity) WHERE rowid = NEW.rowid;
END;

CREATE TRIGGER add_user_id_guard BEFORE INSERT ON user
BEGIN
    SELECT RAISE(ABORT, 'add_user_id: the id of a user is drawn, not chosen') WHERE NEW.id IS NOT NULL;
    SELECT RAISE(ABORT, 'link_user_entity_delete: a user is not replaced')
     WHERE EXISTS (SELECT 1 FROM user WHERE email = NEW.email COLLATE NOCASE OR rowid = NEW.rowid);
    SELECT RAISE(ABORT, 'user: there is no such organization')
     WHERE NEW.org_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM organization WHERE id = NEW.org_id);
END;

CREATE TRIGGER add_user_id_keep BEFORE UPDATE ON user
BEGIN
    SELECT RAISE(ABORT, 'add_user_id: the id of a user does not change') WHERE OLD.id IS NOT NULL AND NEW.id IS NOT OLD.id;
    SELECT RAISE(ABORT, 'link_user_entity_delete: a user is not replaced')
     WHERE EXISTS (SELECT 1 FROM user WHERE email = NEW.email COLLATE NOCASE AND rowid <> OLD.rowid)
        OR (NEW.rowid <> OLD.rowid AND EXISTS (SELECT 1 FROM user WHERE rowid = NEW.rowid));
    SELECT RAISE(ABORT, 'user: there is no such organization')
     WHERE NEW.org_id IS NOT OLD.org_id AND NEW.org_id IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM organization WHERE id = NEW.org_id);
END;

-- Rule add_org_id: the same for organisations. --------------------------------------------------------------------

CREATE TRIGGER add_org_id AFTER INSERT ON organization
BEGIN
    INSERT INTO entity (kind) VALUES ('organization');
    UPDATE organization SET id = (SELECT max(id) FROM entity) WHERE rowid = NEW.rowid;
    INSERT INTO meter_map (entity_id, meter_id)
    SELECT (SELECT id FROM organization WHERE rowid = NEW.rowid), meter_id FROM meter WHERE NEW.is_provider = 1;
END;

CREATE TRIGGER add_org_id_guard BEFORE INSERT ON organization
BEGIN
    SELECT RAISE(ABORT, 'add_org_id: the id of an organization is drawn, not chosen') WHERE NEW.id IS NOT NULL;
    SELECT RAISE(ABORT, 'link_org_entity_delete: an organization is not replaced')
     WHERE EXISTS (SELECT 1 FROM organization WHERE name = NEW.name COLLATE NOCASE OR rowid = NEW.rowid)
        OR (NEW.is_provider = 1 AND EXISTS (SELECT 1 FROM organization WHERE is_provider = 1));
END;

CREATE TRIGGER add_org_id_keep BEFORE UPDATE ON organization
BEGIN
    SELECT RAISE(ABORT, 'add_org_id: the id of an organization does not change')
     WHERE OLD.id IS NOT NULL AND NEW.id IS NOT OLD.id;
    SELECT RAISE(ABORT, 'link_org_entity_delete: an organization is not replaced')
     WHERE EXISTS (SELECT 1 FROM organization WHERE name = NEW.name COLLATE NOCASE AND rowid <> OLD.rowid)
        OR (NEW.rowid <> OLD.rowid AND EXISTS (SELECT 1 FROM organization WHERE rowid = NEW.rowid))
        OR (NEW.is_provider = 1 AND EXISTS (SELECT 1 FROM organization WHERE is_provider = 1 AND rowid <> OLD.rowid));
    SELECT RAISE(ABORT, 'assign_distributor_meters: the provider has meters and stays the provider')
     WHERE OLD.is_provider = 1 AND NEW.is_provider = 0 AND EXISTS (SELECT 1 FROM meter);
END;

-- Entities come and go only together with their user or organisation.
CREATE TRIGGER entity_guard_insert BEFORE INSERT ON entity
BEGIN
    SELECT RAISE(ABORT, 'entity: rows are made by add_user_id and add_org_id only')
     WHERE NOT EXISTS (SELECT 1 FROM user WHERE id IS NULL AND NEW.kind = 'user')
       AND NOT EXISTS (SELECT 1 FROM organization WHERE id IS NULL AND NEW.kind = 'organization');
END;
CREATE TRIGGER entity_guard_update BEFORE UPDATE ON entity
BEGIN
    SELECT RAISE(ABORT, 'entity: rows do not change');
END;
CREATE TRIGGER entity_guard_delete BEFORE DELETE ON entity
BEGIN
    SELECT RAISE(ABORT, 'entity: delete the user or organization instead')
     WHERE EXISTS (SELECT 1 FROM user WHERE id = OLD.id) OR EXISTS (SELECT 1 FROM organization WHERE id = OLD.id);
END;

-- Rules link_user_entity_delete, link_org_entity_delete: what hangs on them goes with them. -------------------------

CREATE TRIGGER link_user_entity_delete AFTER DELETE ON user
BEGIN
    DELETE FROM session WHERE user_id = OLD.id;
    DELETE FROM meter_map WHERE entity_id = OLD.id;
    UPDATE import SET user_id = NULL WHERE user_id = OLD.id;
    DELETE FROM entity WHERE id = OLD.id;
END;

CREATE TRIGGER link_org_entity_delete AFTER DELETE ON organization
BEGIN
    DELETE FROM user WHERE org_id = OLD.id;
    DELETE FROM meter_map WHERE entity_id = OLD.id;
    DELETE FROM entity WHERE id = OLD.id;
END;

CREATE TRIGGER link_org_entity_delete_guard BEFORE DELETE ON organization
BEGIN
    SELECT RAISE(ABORT, 'assign_distributor_meters: the provider has meters and cannot be deleted')
     WHERE OLD.is_provider = 1 AND EXISTS (SELECT 1 FROM meter);
END;

-- Rule org_prime_admin: the first user of an organisation becomes its administrator. --------------------------------

CREATE TRIGGER org_prime_admin AFTER INSERT ON user
WHEN NEW.org_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM user WHERE org_id = NEW.org_id AND rowid <> NEW.rowid)
BEGIN
    UPDATE user SET is_admin = 1, status = 'approved' WHERE rowid = NEW.rowid;
END;

CREATE TRIGGER org_prime_admin_update AFTER UPDATE OF org_id ON user
WHEN NEW.org_id IS NOT NULL AND NEW.org_id IS NOT OLD.org_id
 AND NOT EXISTS (SELECT 1 FROM user WHERE org_id = NEW.org_id AND rowid <> NEW.rowid)
BEGIN
    UPDATE user SET is_admin = 1, status = 'approved' WHERE rowid = NEW.rowid;
END;

-- Rule approve_residential: users without an organisation are approved. ---------------------------------------------

CREATE TRIGGER approve_residential AFTER INSERT ON user
WHEN NEW.org_id IS NULL AND NEW.status <> 'approved'
BEGIN
    UPDATE user SET status = 'approved' WHERE rowid = NEW.rowid;
END;

CREATE TRIGGER approve_residential_update AFTER UPDATE OF org_id, status ON user
WHEN NEW.org_id IS NULL AND NEW.status <> 'approved'
BEGIN
    UPDATE user SET status = 'approved' WHERE rowid = NEW.rowid;
END;

-- Rule limit_residential_associations: a residential user has one meter, a meter one residential user. --------------

CREATE TRIGGER limit_residential_associations BEFORE INSERT ON meter_map
WHEN EXISTS (SELECT 1 FROM entity WHERE id = NEW.entity_id AND kind = 'user')
BEGIN
    SELECT RAISE(ABORT, 'limit_residential_associations: this user has a meter already')
     WHERE EXISTS (SELECT 1 FROM meter_map WHERE entity_id = NEW.entity_id AND meter_id <> NEW.meter_id);
    SELECT RAISE(ABORT, 'limit_residential_associations: this meter has a residential user already')
     WHERE EXISTS (SELECT 1 FROM meter_map AS m JOIN user AS u ON u.id = m.entity_id
                    WHERE m.meter_id = NEW.meter_id AND m.entity_id <> NEW.entity_id);
END;

-- Rule disallow_org_user_map: a member of an organisation is never mapped to a meter. -------------------------------

CREATE TRIGGER disallow_org_user_map BEFORE INSERT ON meter_map
WHEN EXISTS (SELECT 1 FROM user WHERE id = NEW.entity_id AND org_id IS NOT NULL)
BEGIN
    SELECT RAISE(ABORT, 'disallow_org_user_map: a member of an organization is not mapped to a meter');
END;

CREATE TRIGGER disallow_org_user_map_update BEFORE UPDATE OF org_id ON user
WHEN NEW.org_id IS NOT NULL AND EXISTS (SELECT 1 FROM meter_map WHERE entity_id = OLD.id)
BEGIN
    SELECT RAISE(ABORT, 'disallow_org_user_map: a user with a meter does not join an organization');
END;

-- Rule assign_distributor_meters: a meter is mapped to the provider, and to at most one other entity. ---------------

CREATE TRIGGER assign_distributor_meters AFTER INSERT ON meter
BEGIN
    INSERT INTO meter_map (entity_id, meter_id)
    SELECT id, NEW.meter_id FROM organization WHERE is_provider = 1;
END;

CREATE TRIGGER assign_distributor_meters_provider AFTER UPDATE OF is_provider ON organization
WHEN NEW.is_provider = 1 AND OLD.is_provider = 0
BEGIN
    INSERT INTO meter_map (entity_id, meter_id)
    SELECT NEW.id, meter_id FROM meter
     WHERE NOT EXISTS (SELECT 1 FROM meter_map AS m WHERE m.entity_id = NEW.id AND m.meter_id = meter.meter_id);
END;

CREATE TRIGGER assign_distributor_meters_limit BEFORE INSERT ON meter_map
BEGIN
    SELECT RAISE(ABORT, 'meter_map: there is no such entity') WHERE NOT EXISTS (SELECT 1 FROM entity WHERE id = NEW.entity_id);
    SELECT RAISE(ABORT, 'meter_map: there is no such meter') WHERE NOT EXISTS (SELECT 1 FROM meter WHERE meter_id = NEW.meter_id);
    SELECT RAISE(ABORT, 'assign_distributor_meters: this meter is assigned to another entity already')
     WHERE NOT EXISTS (SELECT 1 FROM organization WHERE id = NEW.entity_id AND is_provider = 1)
       AND EXISTS (SELECT 1 FROM meter_map AS m
                    WHERE m.meter_id = NEW.meter_id AND m.entity_id <> NEW.entity_id
                      AND NOT EXISTS (SELECT 1 FROM organization AS o WHERE o.id = m.entity_id AND o.is_provider = 1));
END;

CREATE TRIGGER assign_distributor_meters_keep BEFORE DELETE ON meter_map
WHEN EXISTS (SELECT 1 FROM organization WHERE id = OLD.entity_id AND is_provider = 1)
 AND EXISTS (SELECT 1 FROM meter WHERE meter_id = OLD.meter_id)
BEGIN
    SELECT RAISE(ABORT, 'assign_distributor_meters: a meter stays mapped to the provider');
END;

CREATE TRIGGER meter_map_fixed BEFORE UPDATE ON meter_map
BEGIN
    SELECT RAISE(ABORT, 'meter_map: rows do not change; delete one and insert another');
END;

-- Meters: the inner key is what readings hang on. -------------------------------------------------------------------

CREATE TRIGGER meter_guard_insert BEFORE INSERT ON meter
BEGIN
    SELECT RAISE(ABORT, 'meter: a meter is not replaced')
     WHERE EXISTS (SELECT 1 FROM meter WHERE meter_id = NEW.meter_id OR number = NEW.number);
END;

CREATE TRIGGER meter_guard_update BEFORE UPDATE ON meter
BEGIN
    SELECT RAISE(ABORT, 'meter: the key of a meter does not change') WHERE NEW.meter_id IS NOT OLD.meter_id;
    SELECT RAISE(ABORT, 'meter: a meter is not replaced')
     WHERE EXISTS (SELECT 1 FROM meter WHERE number = NEW.number AND meter_id <> OLD.meter_id);
END;

CREATE TRIGGER meter_guard_delete BEFORE DELETE ON meter
BEGIN
    SELECT RAISE(ABORT, 'meter: it has readings')
     WHERE EXISTS (SELECT 1 FROM reading_day WHERE day_key >= OLD.meter_id << 20 AND day_key < (OLD.meter_id + 1) << 20);
END;

CREATE TRIGGER meter_deleted AFTER DELETE ON meter
BEGIN
    DELETE FROM meter_map WHERE meter_id = OLD.meter_id;
    DELETE FROM event_meter WHERE meter_id = OLD.meter_id;
    DELETE FROM meter_span WHERE meter_id = OLD.meter_id;
END;
