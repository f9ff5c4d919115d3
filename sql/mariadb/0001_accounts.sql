-- People, organisations, meters and whose they are, with the rules of the programme that the database itself keeps.
--
-- The same tables, columns, rules and messages as sql/sqlite/0001_accounts.sql. What differs, here and in what follows:
-- * A trigger cannot change the table that it stands on. So what is drawn or corrected in a row is set in NEW before it
--   is written, and id_counter does what AUTOINCREMENT does there: ids are never used again, and a transaction that is
--   rolled back leaves no gap.
-- * InnoDB's references hold at once and not at the commit, and cascade without firing triggers. Rows that hang on
--   others go by reference where no trigger of theirs matters, and by trigger too, so that the rules hold with
--   foreign_key_checks off.
-- * An index on some rows only is one on a generated column that is NULL for the others.
-- * Text is compared byte by byte, except e-mails and names of organisations and programmes: without regard to case.
--
-- drp keeps the rules about readings itself, and turns their triggers off by @drp_triggers_off in its own session.

-- The last id that was drawn.
CREATE TABLE id_counter (
    name  VARCHAR(40) PRIMARY KEY,
    value BIGINT NOT NULL
) ENGINE = InnoDB COLLATE = utf8mb4_nopad_bin;
INSERT INTO id_counter (name, value) VALUES ('entity', 0), ('audit', 0);

CREATE TRIGGER id_counter_rises BEFORE UPDATE ON id_counter FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF NEW.name <> OLD.name OR NEW.value < OLD.value THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'id_counter: ids are not used again';
    END IF;
END;
CREATE TRIGGER id_counter_stays BEFORE DELETE ON id_counter FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'id_counter: ids are not used again';
END;

-- One table of ids for users and organisations, so that a meter can be mapped to either.
CREATE TABLE entity (
    id   BIGINT NOT NULL DEFAULT 0 PRIMARY KEY,  -- drawn from id_counter
    kind VARCHAR(20) NOT NULL CHECK (kind IN ('user', 'organization'))
) ENGINE = InnoDB COLLATE = utf8mb4_nopad_bin;

CREATE TABLE organization (
    id           BIGINT NOT NULL DEFAULT 0 PRIMARY KEY REFERENCES entity (id),  -- drawn by add_org_id
    name         VARCHAR(200) COLLATE utf8mb4_uca1400_nopad_as_ci NOT NULL UNIQUE CHECK (char_length(name) > 0),
    is_provider  TINYINT NOT NULL DEFAULT 0 CHECK (is_provider IN (0, 1)),
    created_utc  BIGINT NOT NULL,
    one_provider TINYINT AS (CASE is_provider WHEN 1 THEN 1 END) VIRTUAL INVISIBLE
) ENGINE = InnoDB COLLATE = utf8mb4_nopad_bin;
CREATE UNIQUE INDEX organization_one_provider ON organization (one_provider);

CREATE TABLE user (
    id            BIGINT NOT NULL DEFAULT 0 PRIMARY KEY REFERENCES entity (id),  -- drawn by add_user_id
    email         VARCHAR(320) COLLATE utf8mb4_uca1400_nopad_as_ci NOT NULL UNIQUE CHECK (char_length(email) > 0),
    first_name    VARCHAR(200) NOT NULL DEFAULT '',
    last_name     VARCHAR(200) NOT NULL DEFAULT '',
    password_hash VARCHAR(200) NOT NULL DEFAULT ''
                  CHECK (password_hash = '' OR password_hash REGEXP '^[$]2[abxy][$][0-9][0-9][$]'),
    org_id        BIGINT REFERENCES organization (id),
    status        VARCHAR(20) NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'approved', 'rejected')),
    is_admin      TINYINT NOT NULL DEFAULT 0 CHECK (is_admin IN (0, 1)),
    created_utc   BIGINT NOT NULL,
    CHECK (is_admin = 0 OR org_id IS NOT NULL)
) ENGINE = InnoDB COLLATE = utf8mb4_nopad_bin;
CREATE INDEX user_by_org ON user (org_id);

CREATE TABLE session (
    token_hash    VARCHAR(128) PRIMARY KEY,
    user_id       BIGINT NOT NULL REFERENCES user (id) ON DELETE CASCADE,
    created_utc   BIGINT NOT NULL,
    last_used_utc BIGINT NOT NULL,
    expires_utc   BIGINT NOT NULL
) ENGINE = InnoDB COLLATE = utf8mb4_nopad_bin;
CREATE INDEX session_by_user ON session (user_id);
CREATE INDEX session_by_expiry ON session (expires_utc);

CREATE TABLE meter (
    meter_id    BIGINT AUTO_INCREMENT PRIMARY KEY,  -- from 1 to 2147483647
    number      VARCHAR(32) NOT NULL UNIQUE CHECK (char_length(number) > 0 AND NOT number REGEXP '[^-0-9A-Za-z._]'),
    label       VARCHAR(200) NOT NULL DEFAULT '',
    latitude    DOUBLE CHECK (latitude BETWEEN -90 AND 90),
    longitude   DOUBLE CHECK (longitude BETWEEN -180 AND 180),
    created_utc BIGINT NOT NULL,
    CHECK ((latitude IS NULL) = (longitude IS NULL))
) ENGINE = InnoDB COLLATE = utf8mb4_nopad_bin;

CREATE TABLE meter_map (
    entity_id BIGINT NOT NULL REFERENCES entity (id) ON DELETE CASCADE,
    meter_id  BIGINT NOT NULL REFERENCES meter (meter_id) ON DELETE CASCADE,
    PRIMARY KEY (entity_id, meter_id)
) ENGINE = InnoDB COLLATE = utf8mb4_nopad_bin;
CREATE INDEX meter_map_by_meter ON meter_map (meter_id);

-- Rules add_user_id, org_prime_admin, approve_residential, on the way in: the id comes from entity, and from nowhere
-- else; the first user of an organisation becomes its administrator; users without an organisation are approved. --------

CREATE TRIGGER add_user_id_guard BEFORE INSERT ON user FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF NEW.id <> 0 THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'add_user_id: the id of a user is drawn, not chosen';
    END IF;
    IF EXISTS (SELECT 1 FROM user WHERE email = NEW.email) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'link_user_entity_delete: a user is not replaced';
    END IF;
    IF NEW.org_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM organization WHERE id = NEW.org_id) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'user: there is no such organization';
    END IF;
END;

CREATE TRIGGER org_prime_admin BEFORE INSERT ON user FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF NEW.org_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM user WHERE org_id = NEW.org_id) THEN
        SET NEW.is_admin = 1, NEW.status = 'approved';
    END IF;
END;

CREATE TRIGGER approve_residential BEFORE INSERT ON user FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF NEW.org_id IS NULL THEN
        SET NEW.status = 'approved';
    END IF;
END;

-- Comes last: what the others refuse draws no id.
CREATE TRIGGER add_user_id BEFORE INSERT ON user FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    UPDATE id_counter SET value = value + 1 WHERE name = 'entity';
    SET NEW.id = (SELECT value FROM id_counter WHERE name = 'entity');
    SET @drp_drawn_entity = NEW.id;
    INSERT INTO entity (id, kind) VALUES (NEW.id, 'user');
    SET @drp_drawn_entity = NULL;
END;

CREATE TRIGGER add_user_id_keep BEFORE UPDATE ON user FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF NOT (NEW.id <=> OLD.id) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'add_user_id: the id of a user does not change';
    END IF;
    IF EXISTS (SELECT 1 FROM user WHERE email = NEW.email AND id <> OLD.id) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'link_user_entity_delete: a user is not replaced';
    END IF;
    IF NOT (NEW.org_id <=> OLD.org_id) AND NEW.org_id IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM organization WHERE id = NEW.org_id) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'user: there is no such organization';
    END IF;
END;

CREATE TRIGGER org_prime_admin_update BEFORE UPDATE ON user FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF NEW.org_id IS NOT NULL AND NOT (NEW.org_id <=> OLD.org_id)
       AND NOT EXISTS (SELECT 1 FROM user WHERE org_id = NEW.org_id AND id <> OLD.id) THEN
        SET NEW.is_admin = 1, NEW.status = 'approved';
    END IF;
END;

CREATE TRIGGER approve_residential_update BEFORE UPDATE ON user FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF NEW.org_id IS NULL THEN
        SET NEW.status = 'approved';
    END IF;
END;

-- Rule add_org_id: the same for organisations. --------------------------------------------------------------------

CREATE TRIGGER add_org_id_guard BEFORE INSERT ON organization FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF NEW.id <> 0 THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'add_org_id: the id of an organization is drawn, not chosen';
    END IF;
    IF EXISTS (SELECT 1 FROM organization WHERE name = NEW.name)
       OR (NEW.is_provider = 1 AND EXISTS (SELECT 1 FROM organization WHERE is_provider = 1)) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'link_org_entity_delete: an organization is not replaced';
    END IF;
END;

CREATE TRIGGER add_org_id BEFORE INSERT ON organization FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    UPDATE id_counter SET value = value + 1 WHERE name = 'entity';
    SET NEW.id = (SELECT value FROM id_counter WHERE name = 'entity');
    SET @drp_drawn_entity = NEW.id;
    INSERT INTO entity (id, kind) VALUES (NEW.id, 'organization');
    SET @drp_drawn_entity = NULL;
END;

CREATE TRIGGER add_org_id_meters AFTER INSERT ON organization FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF NEW.is_provider = 1 THEN
        INSERT INTO meter_map (entity_id, meter_id) SELECT NEW.id, meter_id FROM meter;
    END IF;
END;

CREATE TRIGGER add_org_id_keep BEFORE UPDATE ON organization FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF NOT (NEW.id <=> OLD.id) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'add_org_id: the id of an organization does not change';
    END IF;
    IF EXISTS (SELECT 1 FROM organization WHERE name = NEW.name AND id <> OLD.id)
       OR (NEW.is_provider = 1 AND EXISTS (SELECT 1 FROM organization WHERE is_provider = 1 AND id <> OLD.id)) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'link_org_entity_delete: an organization is not replaced';
    END IF;
    IF OLD.is_provider = 1 AND NEW.is_provider = 0 AND EXISTS (SELECT 1 FROM meter) THEN
        SIGNAL SQLSTATE '45000'
           SET MESSAGE_TEXT = 'assign_distributor_meters: the provider has meters and stays the provider';
    END IF;
END;

-- Entities come and go only together with their user or organisation.
CREATE TRIGGER entity_guard_insert BEFORE INSERT ON entity FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF NOT (NEW.id <=> @drp_drawn_entity) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'entity: rows are made by add_user_id and add_org_id only';
    END IF;
END;
CREATE TRIGGER entity_guard_update BEFORE UPDATE ON entity FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'entity: rows do not change';
END;
CREATE TRIGGER entity_guard_delete BEFORE DELETE ON entity FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF EXISTS (SELECT 1 FROM user WHERE id = OLD.id) OR EXISTS (SELECT 1 FROM organization WHERE id = OLD.id) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'entity: delete the user or organization instead';
    END IF;
END;

-- Rules link_user_entity_delete, link_org_entity_delete: what hangs on them goes with them. -------------------------

CREATE TRIGGER link_user_entity_delete AFTER DELETE ON user FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    DELETE FROM session WHERE user_id = OLD.id;
    DELETE FROM meter_map WHERE entity_id = OLD.id;
    UPDATE import SET user_id = NULL WHERE user_id = OLD.id;
    DELETE FROM entity WHERE id = OLD.id;
END;

CREATE TRIGGER link_org_entity_delete_guard BEFORE DELETE ON organization FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF OLD.is_provider = 1 AND EXISTS (SELECT 1 FROM meter) THEN
        SIGNAL SQLSTATE '45000'
           SET MESSAGE_TEXT = 'assign_distributor_meters: the provider has meters and cannot be deleted';
    END IF;
END;

CREATE TRIGGER link_org_entity_delete_users BEFORE DELETE ON organization FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    DELETE FROM user WHERE org_id = OLD.id;
END;

CREATE TRIGGER link_org_entity_delete AFTER DELETE ON organization FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    DELETE FROM meter_map WHERE entity_id = OLD.id;
    DELETE FROM entity WHERE id = OLD.id;
END;

-- Rule limit_residential_associations: a residential user has one meter, a meter one residential user. --------------

CREATE TRIGGER limit_residential_associations BEFORE INSERT ON meter_map FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF EXISTS (SELECT 1 FROM entity WHERE id = NEW.entity_id AND kind = 'user') THEN
        IF EXISTS (SELECT 1 FROM meter_map WHERE entity_id = NEW.entity_id AND meter_id <> NEW.meter_id) THEN
            SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'limit_residential_associations: this user has a meter already';
        END IF;
        IF EXISTS (SELECT 1 FROM meter_map AS m JOIN user AS u ON u.id = m.entity_id
                            WHERE m.meter_id = NEW.meter_id AND m.entity_id <> NEW.entity_id) THEN
            SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'limit_residential_associations: this meter has a residential user already';
        END IF;
    END IF;
END;

-- Rule disallow_org_user_map: a member of an organisation is never mapped to a meter. -------------------------------

CREATE TRIGGER disallow_org_user_map BEFORE INSERT ON meter_map FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF EXISTS (SELECT 1 FROM user WHERE id = NEW.entity_id AND org_id IS NOT NULL) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'disallow_org_user_map: a member of an organization is not mapped to a meter';
    END IF;
END;

CREATE TRIGGER disallow_org_user_map_update BEFORE UPDATE ON user FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF NOT (NEW.org_id <=> OLD.org_id) AND NEW.org_id IS NOT NULL AND EXISTS (SELECT 1 FROM meter_map WHERE entity_id = OLD.id) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'disallow_org_user_map: a user with a meter does not join an organization';
    END IF;
END;

-- Rule assign_distributor_meters: a meter is mapped to the provider, and to at most one other entity. ---------------

CREATE TRIGGER assign_distributor_meters AFTER INSERT ON meter FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    INSERT INTO meter_map (entity_id, meter_id)
        SELECT id, NEW.meter_id FROM organization WHERE is_provider = 1;
END;

CREATE TRIGGER assign_distributor_meters_provider AFTER UPDATE ON organization FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF NOT (NEW.is_provider <=> OLD.is_provider) AND NEW.is_provider = 1 AND OLD.is_provider = 0 THEN
        INSERT INTO meter_map (entity_id, meter_id)
            SELECT NEW.id, meter_id FROM meter
             WHERE NOT EXISTS (SELECT 1 FROM meter_map AS m WHERE m.entity_id = NEW.id AND m.meter_id = meter.meter_id);
    END IF;
END;

CREATE TRIGGER assign_distributor_meters_limit BEFORE INSERT ON meter_map FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF NOT EXISTS (SELECT 1 FROM entity WHERE id = NEW.entity_id) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'meter_map: there is no such entity';
    END IF;
    IF NOT EXISTS (SELECT 1 FROM meter WHERE meter_id = NEW.meter_id) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'meter_map: there is no such meter';
    END IF;
    IF NOT EXISTS (SELECT 1 FROM organization WHERE id = NEW.entity_id AND is_provider = 1)
           AND EXISTS (SELECT 1 FROM meter_map AS m
                        WHERE m.meter_id = NEW.meter_id AND m.entity_id <> NEW.entity_id
                          AND NOT EXISTS (SELECT 1 FROM organization AS o WHERE o.id = m.entity_id AND o.is_provider = 1)) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'assign_distributor_meters: this meter is assigned to another entity already';
    END IF;
END;

CREATE TRIGGER assign_distributor_meters_keep BEFORE DELETE ON meter_map FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF EXISTS (SELECT 1 FROM organization WHERE id = OLD.entity_id AND is_provider = 1) AND EXISTS (SELECT 1 FROM meter WHERE meter_id = OLD.meter_id) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'assign_distributor_meters: a meter stays mapped to the provider';
    END IF;
END;

CREATE TRIGGER meter_map_fixed BEFORE UPDATE ON meter_map FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'meter_map: rows do not change; delete one and insert another';
END;

-- Meters: the inner key is what readings hang on. -------------------------------------------------------------------

CREATE TRIGGER meter_guard_insert BEFORE INSERT ON meter FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF NEW.meter_id < 0 OR NEW.meter_id > 2147483647 THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'meter: its key is between 1 and 2147483647';
    END IF;
    IF EXISTS (SELECT 1 FROM meter WHERE meter_id = NEW.meter_id OR number = NEW.number) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'meter: a meter is not replaced';
    END IF;
END;

CREATE TRIGGER meter_guard_update BEFORE UPDATE ON meter FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF NOT (NEW.meter_id <=> OLD.meter_id) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'meter: the key of a meter does not change';
    END IF;
    IF EXISTS (SELECT 1 FROM meter WHERE number = NEW.number AND meter_id <> OLD.meter_id) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'meter: a meter is not replaced';
    END IF;
END;

CREATE TRIGGER meter_guard_delete BEFORE DELETE ON meter FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF EXISTS (SELECT 1 FROM reading_day WHERE day_key >= OLD.meter_id << 20 AND day_key < (OLD.meter_id + 1) << 20) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'meter: it has readings';
    END IF;
END;

CREATE TRIGGER meter_deleted AFTER DELETE ON meter FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    DELETE FROM meter_map WHERE meter_id = OLD.meter_id;
    DELETE FROM event_meter WHERE meter_id = OLD.meter_id;
    DELETE FROM meter_span WHERE meter_id = OLD.meter_id;
END;
