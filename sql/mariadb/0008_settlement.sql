-- Settlements: what was paid for an event, by which rule, from which readings.
--
-- A settlement is a record. Its lines are written while it is being made; made, nothing of it changes. Readings that are
-- corrected later, or other terms, make a new version beside it. Money is whole nano-dollars and, where it is paid, whole
-- cents; a baseline whole 1e-9 kWh.

CREATE TABLE settlement (
    settlement_id   BIGINT AUTO_INCREMENT PRIMARY KEY,
    event_id        BIGINT NOT NULL REFERENCES event (event_id),
    version         BIGINT NOT NULL CHECK (version > 0),  -- of this event's settlements
    program_id      BIGINT NOT NULL,
    program_version BIGINT NOT NULL,  -- whose terms it used
    made_utc        BIGINT NOT NULL,
    made_by         VARCHAR(320) NOT NULL,
    reason          TEXT NOT NULL DEFAULT '',  -- why another version was made
    header          MEDIUMTEXT NOT NULL,  -- first line of the statement (docs/formats/statement.md)
    digest          VARCHAR(64) CHECK (length(digest) = 64),  -- of the whole statement; NULL: still being made
    "lines" BIGINT NOT NULL DEFAULT 0,
    settled         BIGINT NOT NULL DEFAULT 0,  -- lines that have a result
    nominated_w     BIGINT NOT NULL DEFAULT 0,
    delivered_mw    BIGINT NOT NULL DEFAULT 0,  -- milliwatts
    paid_cents      BIGINT NOT NULL DEFAULT 0,  -- sum of the lines, each rounded once
    paid_nano       BIGINT NOT NULL DEFAULT 0,
    saving_cents    BIGINT NOT NULL DEFAULT 0,
    saving_nano     BIGINT NOT NULL DEFAULT 0,
    UNIQUE (event_id, version)
) ENGINE = InnoDB COLLATE = utf8mb4_nopad_bin;

CREATE TABLE settlement_line (
    line_id        BIGINT AUTO_INCREMENT PRIMARY KEY,
    settlement_id  BIGINT NOT NULL REFERENCES settlement (settlement_id) ON DELETE CASCADE,
    line           BIGINT NOT NULL CHECK (line > 0),  -- by meter number
    meter_id       BIGINT NOT NULL REFERENCES meter (meter_id),
    org_id         BIGINT,  -- whose it was then; ids are not used again
    user_id        BIGINT,
    status         VARCHAR(20) NOT NULL CHECK (status IN ('settled', 'opted_out', 'incomplete')),
    nomination_w   BIGINT NOT NULL,
    baseline_nkwh  BIGINT,
    metered_wh     BIGINT,
    performance_mw BIGINT,  -- milliwatts, signed
    band_mw        BIGINT,  -- half width of its error band; NULL: not known
    paid_cents     BIGINT NOT NULL DEFAULT 0,
    paid_nano      BIGINT NOT NULL DEFAULT 0,
    saving_cents   BIGINT NOT NULL DEFAULT 0,
    saving_nano    BIGINT NOT NULL DEFAULT 0,
    document       MEDIUMBLOB NOT NULL,  -- the line of the statement, zlib
    UNIQUE (settlement_id, line)
) ENGINE = InnoDB COLLATE = utf8mb4_nopad_bin;
CREATE UNIQUE INDEX settlement_line_by_meter ON settlement_line (meter_id, settlement_id);

CREATE TRIGGER settlement_next BEFORE INSERT ON settlement FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF NOT EXISTS (SELECT 1 FROM event WHERE event_id = NEW.event_id AND state IN ('done', 'settled')) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'settlement: there is no such event, or it is not over';
    END IF;
    IF NOT EXISTS (SELECT 1 FROM program_version
       WHERE program_id = NEW.program_id AND version = NEW.program_version) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'settlement: there is no such version of the program';
    END IF;
    IF NEW.version <> 1 + (SELECT coalesce(max(version), 0) FROM settlement WHERE event_id = NEW.event_id)
       OR EXISTS (SELECT 1 FROM settlement WHERE settlement_id = NEW.settlement_id) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'settlement: versions are numbered without gaps';
    END IF;
    IF EXISTS (SELECT 1 FROM settlement WHERE event_id = NEW.event_id AND digest IS NULL) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'settlement: another one of this event is being made';
    END IF;
    IF NEW.digest IS NOT NULL THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'settlement: it begins without a digest';
    END IF;
END;
CREATE TRIGGER settlement_fixed_update BEFORE UPDATE ON settlement FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF OLD.digest IS NOT NULL
       OR NEW.settlement_id <> OLD.settlement_id OR NEW.event_id <> OLD.event_id OR NEW.version <> OLD.version
       OR NEW.program_id <> OLD.program_id OR NEW.program_version <> OLD.program_version OR NEW.made_utc <> OLD.made_utc
       OR NEW.made_by <> OLD.made_by OR NEW.reason <> OLD.reason OR NEW.header <> OLD.header THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'settlement: what is recorded stays';
    END IF;
END;
CREATE TRIGGER settlement_fixed_delete BEFORE DELETE ON settlement FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF OLD.digest IS NOT NULL THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'settlement: what is recorded stays';
    END IF;
END;
-- One that was not finished goes with its lines.
CREATE TRIGGER settlement_given_up AFTER DELETE ON settlement FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    DELETE FROM settlement_line WHERE settlement_id = OLD.settlement_id;
END;

CREATE TRIGGER settlement_line_fixed_insert BEFORE INSERT ON settlement_line FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF NOT EXISTS (SELECT 1 FROM settlement WHERE settlement_id = NEW.settlement_id AND digest IS NULL)
       OR EXISTS (SELECT 1 FROM settlement_line
       WHERE line_id = NEW.line_id OR (settlement_id = NEW.settlement_id AND line = NEW.line))
       OR EXISTS (SELECT 1 FROM settlement_line
       WHERE meter_id = NEW.meter_id AND settlement_id = NEW.settlement_id) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'settlement: what is recorded stays';
    END IF;
    IF NOT EXISTS (SELECT 1 FROM event_meter
       WHERE event_id = (SELECT event_id FROM settlement WHERE settlement_id = NEW.settlement_id)
       AND meter_id = NEW.meter_id) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'settlement_line: this meter does not take part in the event';
    END IF;
END;
CREATE TRIGGER settlement_line_fixed_update BEFORE UPDATE ON settlement_line FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'settlement: what is recorded stays';
END;
CREATE TRIGGER settlement_line_fixed_delete BEFORE DELETE ON settlement_line FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF EXISTS (SELECT 1 FROM settlement WHERE settlement_id = OLD.settlement_id) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'settlement: what is recorded stays';
    END IF;
END;
