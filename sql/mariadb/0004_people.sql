-- What people do with the portal: sessions and second factors, links and mails, claims, tokens, and the trail of it all.
--
-- Rows that hang on a user, an organisation or a meter go with it, by triggers of their own: like those of 0001 they
-- hold with foreign_key_checks off.

ALTER TABLE user ADD COLUMN must_change_password TINYINT NOT NULL DEFAULT 0 CHECK (must_change_password IN (0, 1));
ALTER TABLE user ADD COLUMN last_seen_utc BIGINT;
ALTER TABLE user ADD COLUMN preferences MEDIUMTEXT NOT NULL DEFAULT '{}' CHECK (preferences LIKE '{%}');  -- a JSON object

ALTER TABLE session ADD COLUMN address VARCHAR(500) NOT NULL DEFAULT '';  -- that it was begun from
ALTER TABLE session ADD COLUMN device VARCHAR(500) NOT NULL DEFAULT '';   -- the browser's name for itself

-- TOTP (RFC 6238). The secret is sealed with the portal's key, which is not in the database.
CREATE TABLE second_factor (
    user_id       BIGINT PRIMARY KEY REFERENCES user (id) ON DELETE CASCADE,
    sealed_secret VARCHAR(500) NOT NULL,
    created_utc   BIGINT NOT NULL,
    confirmed_utc BIGINT,  -- NULL: begun, not yet in force
    last_step     BIGINT NOT NULL DEFAULT 0  -- the last time step whose code was used: none is taken twice
) ENGINE = InnoDB COLLATE = utf8mb4_nopad_bin;

CREATE TABLE recovery_code (
    user_id   BIGINT NOT NULL REFERENCES user (id) ON DELETE CASCADE,
    code_hash VARCHAR(128) NOT NULL,
    used_utc  BIGINT,
    PRIMARY KEY (user_id, code_hash)
) ENGINE = InnoDB COLLATE = utf8mb4_nopad_bin;

-- Links that are good once: whoever holds the token may do what the purpose says.
CREATE TABLE one_time_link (
    link_id     BIGINT AUTO_INCREMENT PRIMARY KEY,
    token_hash  VARCHAR(128) NOT NULL UNIQUE,
    purpose     VARCHAR(20) NOT NULL CHECK (purpose IN ('password-reset', 'email-change', 'invitation')),
    user_id     BIGINT REFERENCES user (id) ON DELETE CASCADE,
    org_id      BIGINT REFERENCES organization (id) ON DELETE CASCADE,
    email       VARCHAR(320) NOT NULL DEFAULT '',
    created_utc BIGINT NOT NULL,
    expires_utc BIGINT NOT NULL,
    CHECK (user_id IS NOT NULL OR org_id IS NOT NULL)
) ENGINE = InnoDB COLLATE = utf8mb4_nopad_bin;
CREATE INDEX one_time_link_by_user ON one_time_link (user_id);
CREATE INDEX one_time_link_by_org ON one_time_link (org_id);
CREATE INDEX one_time_link_by_expiry ON one_time_link (expires_utc);

-- Mails that are to go out, kept until the mail server has taken them. A mail that is done with keeps no body: there
-- may be a link in it.
CREATE TABLE mail (
    mail_id      BIGINT AUTO_INCREMENT PRIMARY KEY,
    recipient    VARCHAR(320) NOT NULL,
    subject      VARCHAR(500) NOT NULL,
    body         MEDIUMTEXT NOT NULL,
    created_utc  BIGINT NOT NULL,
    due_utc      BIGINT NOT NULL,  -- the next attempt
    attempts     BIGINT NOT NULL DEFAULT 0,
    sent_utc     BIGINT,
    given_up_utc BIGINT,
    last_problem TEXT NOT NULL DEFAULT ''
) ENGINE = InnoDB COLLATE = utf8mb4_nopad_bin;
CREATE INDEX mail_by_due ON mail (sent_utc, given_up_utc, due_utc);

-- What became of a claim code. The code itself is nowhere: it follows from the portal's key, the subject and the
-- generation (docs/decisions/0005-claim-codes.md). A subject without a row is in generation 1, unused.
CREATE TABLE claim (
    kind        VARCHAR(40) NOT NULL CHECK (kind IN ('meter', 'organization')),
    subject_id  BIGINT NOT NULL,
    generation  BIGINT NOT NULL DEFAULT 1 CHECK (generation > 0),
    used_utc    BIGINT,
    revoked_utc BIGINT,
    PRIMARY KEY (kind, subject_id)
) ENGINE = InnoDB COLLATE = utf8mb4_nopad_bin;

CREATE TABLE api_token (
    token_id      BIGINT AUTO_INCREMENT PRIMARY KEY,
    name          VARCHAR(200) NOT NULL CHECK (char_length(name) > 0),
    token_hash    VARCHAR(128) NOT NULL UNIQUE,
    may_import    TINYINT NOT NULL CHECK (may_import IN (0, 1)),
    may_export    TINYINT NOT NULL CHECK (may_export IN (0, 1)),
    may_read      TINYINT NOT NULL CHECK (may_read IN (0, 1)),
    created_by    BIGINT REFERENCES user (id) ON DELETE SET NULL,  -- NULL once that account is gone
    created_utc   BIGINT NOT NULL,
    expires_utc   BIGINT NOT NULL,
    last_used_utc BIGINT,
    revoked_utc   BIGINT,
    CHECK (may_import + may_export + may_read > 0)
) ENGINE = InnoDB COLLATE = utf8mb4_nopad_bin;

CREATE TRIGGER user_deleted AFTER DELETE ON user FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    DELETE FROM second_factor WHERE user_id = OLD.id;
    DELETE FROM recovery_code WHERE user_id = OLD.id;
    DELETE FROM one_time_link WHERE user_id = OLD.id;
    UPDATE api_token SET created_by = NULL WHERE created_by = OLD.id;
END;

-- Whoever has changed a password or an address, by whatever way, has made every open link to that account worthless.
CREATE TRIGGER user_credentials_changed AFTER UPDATE ON user FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF (NOT (NEW.password_hash <=> OLD.password_hash) OR NOT (NEW.email <=> OLD.email))
       AND (NEW.password_hash <> OLD.password_hash OR NEW.email <> OLD.email) THEN
        DELETE FROM one_time_link WHERE user_id = NEW.id;
    END IF;
END;

CREATE TRIGGER organization_deleted AFTER DELETE ON organization FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    DELETE FROM one_time_link WHERE org_id = OLD.id;
    DELETE FROM claim WHERE kind = 'organization' AND subject_id = OLD.id;
END;

-- Meters: where they stand, what they are set to, and the numbers they had before. ---------------------------------

ALTER TABLE meter ADD COLUMN address VARCHAR(500) NOT NULL DEFAULT '';
ALTER TABLE meter ADD COLUMN set_interval_s BIGINT CHECK (set_interval_s IN (300, 900, 1800, 3600));  -- as installed
ALTER TABLE meter ADD COLUMN retired_utc BIGINT;

CREATE TABLE meter_former_number (
    number       VARCHAR(32) PRIMARY KEY,
    meter_id     BIGINT NOT NULL REFERENCES meter (meter_id) ON DELETE CASCADE,
    replaced_utc BIGINT NOT NULL
) ENGINE = InnoDB COLLATE = utf8mb4_nopad_bin;
CREATE INDEX meter_former_number_by_meter ON meter_former_number (meter_id);

CREATE TRIGGER meter_former_number_free BEFORE INSERT ON meter_former_number FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF EXISTS (SELECT 1 FROM meter WHERE number = NEW.number AND meter_id <> NEW.meter_id) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'meter_former_number: another meter has this number';
    END IF;
END;
CREATE TRIGGER meter_number_not_former BEFORE INSERT ON meter FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF EXISTS (SELECT 1 FROM meter_former_number WHERE number = NEW.number) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'meter: a replaced meter had this number';
    END IF;
END;
CREATE TRIGGER meter_number_not_former_update BEFORE UPDATE ON meter FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF NOT (NEW.number <=> OLD.number) AND EXISTS (SELECT 1 FROM meter_former_number WHERE number = NEW.number) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'meter: a replaced meter had this number';
    END IF;
END;
CREATE TRIGGER meter_former_number_fixed_insert BEFORE INSERT ON meter_former_number FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF EXISTS (SELECT 1 FROM meter_former_number WHERE number = NEW.number) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'meter_former_number: another meter had this number';
    END IF;
END;
CREATE TRIGGER meter_former_number_fixed_update BEFORE UPDATE ON meter_former_number FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'meter_former_number: rows do not change';
END;

CREATE TRIGGER meter_gone AFTER DELETE ON meter FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    DELETE FROM claim WHERE kind = 'meter' AND subject_id = OLD.meter_id;
    DELETE FROM meter_former_number WHERE meter_id = OLD.meter_id;
END;

-- The audit trail: a line for every write by a person or a token. ---------------------------------------------------
-- Lines are numbered without gaps and never change. Each carries the SHA-256 of the line before it and of itself
-- (storage/audit.hpp), so that `drp check` finds one that was altered or taken out past these triggers.

CREATE TABLE audit (
    audit_id   BIGINT NOT NULL DEFAULT 0 PRIMARY KEY,
    at_utc     BIGINT NOT NULL,
    actor_kind VARCHAR(20) NOT NULL,  -- 'user', 'token', 'operator', 'visitor', 'portal'
    actor_id   BIGINT,  -- of the user or token; the account may be gone by now
    actor_name VARCHAR(320) NOT NULL,  -- e-mail, token's name, login of the operator
    address    VARCHAR(500) NOT NULL,  -- network address; empty for the operator
    action     VARCHAR(100) NOT NULL,  -- 'meter.assign'
    subject    VARCHAR(500) NOT NULL,  -- what it was done to: 'meter 71007919'
    "before" MEDIUMTEXT NOT NULL,  -- JSON of what changed, empty if there was nothing
    after      MEDIUMTEXT NOT NULL,
    chain      VARCHAR(64) NOT NULL
) ENGINE = InnoDB COLLATE = utf8mb4_nopad_bin;
CREATE INDEX audit_by_time ON audit (at_utc);
CREATE INDEX audit_by_actor ON audit (actor_id, at_utc);
CREATE INDEX audit_by_subject ON audit (subject, at_utc);

-- A line without a number gets the next one. The counter remembers how many there have ever been.
CREATE TRIGGER audit_append_only_replace BEFORE INSERT ON audit FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF EXISTS (SELECT 1 FROM audit WHERE audit_id = NEW.audit_id) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'audit: what is recorded stays';
    END IF;
END;
CREATE TRIGGER audit_append_only_insert BEFORE INSERT ON audit FOR EACH ROW rule: BEGIN
    DECLARE next_id BIGINT;
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    UPDATE id_counter SET value = value + 1 WHERE name = 'audit';
    SET next_id = (SELECT value FROM id_counter WHERE name = 'audit');
    IF NEW.audit_id NOT IN (0, next_id)
       OR next_id <> 1 + (SELECT coalesce(max(audit_id), 0) FROM audit) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'audit: lines are numbered without gaps';
    END IF;
    SET NEW.audit_id = next_id;
END;
CREATE TRIGGER audit_append_only_update BEFORE UPDATE ON audit FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'audit: what is recorded stays';
END;
CREATE TRIGGER audit_append_only_delete BEFORE DELETE ON audit FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'audit: what is recorded stays';
END;
