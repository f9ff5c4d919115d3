-- The programme: what is agreed with customers, who takes part with how many kilowatts, and the events that are called.
--
-- As in 0001 the rules hold for whoever writes, with or without foreign_key_checks. Powers are whole watts, rates whole micro-dollars, shares thousandths.

CREATE TABLE program (
    program_id   BIGINT AUTO_INCREMENT PRIMARY KEY,
    name         VARCHAR(200) COLLATE utf8mb4_uca1400_nopad_as_ci NOT NULL UNIQUE CHECK (char_length(name) BETWEEN 1 AND 100),
    created_utc  BIGINT NOT NULL,
    archived_utc BIGINT  -- takes no new enrolments and events from then on
) ENGINE = InnoDB COLLATE = utf8mb4_nopad_bin;

-- The terms of a programme. A change makes a new version; a settlement names the one it used.
CREATE TABLE program_version (
    program_id             BIGINT NOT NULL REFERENCES program (program_id),
    version                BIGINT NOT NULL CHECK (version > 0),
    made_utc               BIGINT NOT NULL,  -- in force from then on
    made_by                VARCHAR(320) NOT NULL,  -- e-mail, name of the token, login of the operator
    note                   TEXT NOT NULL DEFAULT '',
    baseline_method        VARCHAR(40) NOT NULL CHECK (char_length(baseline_method) BETWEEN 1 AND 40
                                                AND NOT baseline_method REGEXP '[^-+0-9a-z]'),
    prefers_uploaded       TINYINT NOT NULL CHECK (prefers_uploaded IN (0, 1)),  -- an uploaded prediction goes first
    credit_kind            VARCHAR(20) NOT NULL CHECK (credit_kind IN ('performance_kw', 'energy_kwh', 'capacity')),
    credit_per             VARCHAR(20) NOT NULL CHECK (credit_per IN ('event', 'season')),
    credit_rate_micro      BIGINT NOT NULL CHECK (credit_rate_micro >= 0),  -- $/kW, or $/kWh of energy_kwh
    performance_cap_milli  BIGINT CHECK (performance_cap_milli > 0),  -- capacity: most of the nomination that
                                                                                 -- is paid; NULL: no cap
    penalty_floor_milli    BIGINT CHECK (penalty_floor_milli BETWEEN 0 AND 1000),  -- capacity: below it a penalty is due
    penalty_rate_micro     BIGINT CHECK (penalty_rate_micro >= 0),  -- $/kW that is short of the floor
    wholesale_micro_per_kw BIGINT NOT NULL CHECK (wholesale_micro_per_kw >= 0),
    holiday_rule           VARCHAR(20) NOT NULL CHECK (holiday_rule IN ('none', 'nerc', 'us_federal')),
    day_after_thanksgiving TINYINT NOT NULL CHECK (day_after_thanksgiving IN (0, 1)),  -- is a holiday too
    notice_lead_min        BIGINT NOT NULL CHECK (notice_lead_min BETWEEN 0 AND 10080),
    opt_out_deadline_min   BIGINT NOT NULL CHECK (opt_out_deadline_min BETWEEN 0 AND 10080),  -- before the start
    PRIMARY KEY (program_id, version),
    CHECK ((penalty_floor_milli IS NULL) = (penalty_rate_micro IS NULL)),
    CHECK (credit_kind = 'capacity' OR (performance_cap_milli IS NULL AND penalty_floor_milli IS NULL))
) ENGINE = InnoDB COLLATE = utf8mb4_nopad_bin;

-- What the baseline method is told beside its name: "look_back_days" = "60".
CREATE TABLE program_parameter (
    program_id BIGINT NOT NULL,
    version    BIGINT NOT NULL,
    name       VARCHAR(200) NOT NULL CHECK (char_length(name) BETWEEN 1 AND 60 AND NOT name REGEXP '[^_0-9a-z]'),
    value      VARCHAR(60) NOT NULL CHECK (char_length(value) BETWEEN 1 AND 60),
    PRIMARY KEY (program_id, version, name)
) ENGINE = InnoDB COLLATE = utf8mb4_nopad_bin;

-- Days that differ from the holiday rule.
CREATE TABLE program_holiday (
    program_id BIGINT NOT NULL,
    version    BIGINT NOT NULL,
    local_day  BIGINT NOT NULL,
    is_holiday TINYINT NOT NULL CHECK (is_holiday IN (0, 1)),  -- 0: the rule names it, and it counts as a workday
    PRIMARY KEY (program_id, version, local_day)
) ENGINE = InnoDB COLLATE = utf8mb4_nopad_bin;

CREATE TRIGGER program_replace BEFORE INSERT ON program FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF EXISTS (SELECT 1 FROM program WHERE program_id = NEW.program_id OR name = NEW.name) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'program: a program is not replaced';
    END IF;
END;
CREATE TRIGGER program_replace_update BEFORE UPDATE ON program FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF NEW.program_id <> OLD.program_id
       OR EXISTS (SELECT 1 FROM program WHERE name = NEW.name AND program_id <> OLD.program_id) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'program: a program is not replaced';
    END IF;
END;
CREATE TRIGGER program_stays BEFORE DELETE ON program FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'program: a program is archived, not deleted';
END;

CREATE TRIGGER program_version_next BEFORE INSERT ON program_version FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF NOT EXISTS (SELECT 1 FROM program WHERE program_id = NEW.program_id) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'program_version: there is no such program';
    END IF;
    IF NEW.version <> 1 + (SELECT coalesce(max(version), 0) FROM program_version WHERE program_id = NEW.program_id) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'program_version: versions are numbered without gaps';
    END IF;
END;
CREATE TRIGGER program_version_fixed_update BEFORE UPDATE ON program_version FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'program_version: a change makes a new version';
END;
CREATE TRIGGER program_version_fixed_delete BEFORE DELETE ON program_version FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'program_version: a change makes a new version';
END;

-- Parameters and holidays come with their version, before anything else does.
CREATE TRIGGER program_parameter_fixed_insert BEFORE INSERT ON program_parameter FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF NOT EXISTS (SELECT 1 FROM program_version WHERE program_id = NEW.program_id AND version = NEW.version) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'program_parameter: there is no such version';
    END IF;
    IF EXISTS (SELECT 1 FROM program_parameter
       WHERE program_id = NEW.program_id AND version = NEW.version AND name = NEW.name)
       OR EXISTS (SELECT 1 FROM event WHERE program_id = NEW.program_id AND program_version = NEW.version)
       OR EXISTS (SELECT 1 FROM program_version WHERE program_id = NEW.program_id AND version > NEW.version) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'program_version: a change makes a new version';
    END IF;
END;
CREATE TRIGGER program_parameter_fixed_update BEFORE UPDATE ON program_parameter FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'program_version: a change makes a new version';
END;
CREATE TRIGGER program_parameter_fixed_delete BEFORE DELETE ON program_parameter FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'program_version: a change makes a new version';
END;
CREATE TRIGGER program_holiday_fixed_insert BEFORE INSERT ON program_holiday FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF NOT EXISTS (SELECT 1 FROM program_version WHERE program_id = NEW.program_id AND version = NEW.version) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'program_holiday: there is no such version';
    END IF;
    IF EXISTS (SELECT 1 FROM program_holiday
       WHERE program_id = NEW.program_id AND version = NEW.version AND local_day = NEW.local_day)
       OR EXISTS (SELECT 1 FROM event WHERE program_id = NEW.program_id AND program_version = NEW.version)
       OR EXISTS (SELECT 1 FROM program_version WHERE program_id = NEW.program_id AND version > NEW.version) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'program_version: a change makes a new version';
    END IF;
END;
CREATE TRIGGER program_holiday_fixed_update BEFORE UPDATE ON program_holiday FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'program_version: a change makes a new version';
END;
CREATE TRIGGER program_holiday_fixed_delete BEFORE DELETE ON program_holiday FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'program_version: a change makes a new version';
END;

-- Who takes part. -----------------------------------------------------------------------------------------------------

CREATE TABLE enrolment (
    enrolment_id  BIGINT AUTO_INCREMENT PRIMARY KEY,
    program_id    BIGINT NOT NULL REFERENCES program (program_id),
    meter_id      BIGINT NOT NULL REFERENCES meter (meter_id) ON DELETE CASCADE,
    from_utc      BIGINT NOT NULL,
    to_utc        BIGINT CHECK (to_utc > from_utc),  -- not included; NULL: until further notice
    contact_name  VARCHAR(200) NOT NULL DEFAULT '',
    contact_email VARCHAR(320) NOT NULL DEFAULT '',
    created_utc   BIGINT NOT NULL
) ENGINE = InnoDB COLLATE = utf8mb4_nopad_bin;
CREATE INDEX enrolment_by_program ON enrolment (program_id, meter_id);
CREATE INDEX enrolment_by_meter ON enrolment (meter_id);

CREATE TRIGGER enrolment_once BEFORE INSERT ON enrolment FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF NOT EXISTS (SELECT 1 FROM program WHERE program_id = NEW.program_id) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'enrolment: there is no such program';
    END IF;
    IF NOT EXISTS (SELECT 1 FROM meter WHERE meter_id = NEW.meter_id) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'enrolment: there is no such meter';
    END IF;
    IF EXISTS (SELECT 1 FROM enrolment WHERE enrolment_id = NEW.enrolment_id) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'enrolment: an enrolment is not replaced';
    END IF;
    IF EXISTS (SELECT 1 FROM enrolment
       WHERE program_id = NEW.program_id AND meter_id = NEW.meter_id
       AND (to_utc IS NULL OR to_utc > NEW.from_utc)
       AND (NEW.to_utc IS NULL OR from_utc < NEW.to_utc)) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'enrolment: this meter is enrolled in this program at that time';
    END IF;
END;
CREATE TRIGGER enrolment_once_update BEFORE UPDATE ON enrolment FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF NEW.enrolment_id <> OLD.enrolment_id OR NEW.program_id <> OLD.program_id OR NEW.meter_id <> OLD.meter_id
       OR NEW.from_utc <> OLD.from_utc THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'enrolment: program, meter and beginning do not change';
    END IF;
    IF EXISTS (SELECT 1 FROM enrolment
       WHERE program_id = NEW.program_id AND meter_id = NEW.meter_id AND enrolment_id <> OLD.enrolment_id
       AND (to_utc IS NULL OR to_utc > NEW.from_utc)
       AND (NEW.to_utc IS NULL OR from_utc < NEW.to_utc)) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'enrolment: this meter is enrolled in this program at that time';
    END IF;
END;
CREATE TRIGGER enrolment_stays BEFORE DELETE ON enrolment FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF EXISTS (SELECT 1 FROM meter WHERE meter_id = OLD.meter_id)
       AND EXISTS (SELECT 1 FROM event_meter JOIN event ON event.event_id = event_meter.event_id
       WHERE event_meter.enrolment_id = OLD.enrolment_id AND event.state IN ('active', 'done', 'settled')) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'enrolment: it took part in an event; it is ended, not deleted';
    END IF;
END;
CREATE TRIGGER enrolment_deleted AFTER DELETE ON enrolment FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    DELETE FROM nomination WHERE enrolment_id = OLD.enrolment_id;
END;

-- What a meter has contracted to reduce: in force from a moment on, until the next. Of two from the same moment the one
-- that was made later holds.
CREATE TABLE nomination (
    nomination_id BIGINT AUTO_INCREMENT PRIMARY KEY,
    enrolment_id  BIGINT NOT NULL REFERENCES enrolment (enrolment_id) ON DELETE CASCADE,
    from_utc      BIGINT NOT NULL,
    power_w       BIGINT NOT NULL CHECK (power_w BETWEEN 0 AND 1000000000),
    made_utc      BIGINT NOT NULL,
    made_by       VARCHAR(320) NOT NULL
) ENGINE = InnoDB COLLATE = utf8mb4_nopad_bin;
CREATE INDEX nomination_by_enrolment ON nomination (enrolment_id, from_utc);

CREATE TRIGGER nomination_of_enrolment BEFORE INSERT ON nomination FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF NOT EXISTS (SELECT 1 FROM enrolment WHERE enrolment_id = NEW.enrolment_id) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'nomination: there is no such enrolment';
    END IF;
    IF EXISTS (SELECT 1 FROM nomination WHERE nomination_id = NEW.nomination_id) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'nomination: what is recorded stays';
    END IF;
END;
CREATE TRIGGER nomination_fixed_update BEFORE UPDATE ON nomination FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'nomination: what is recorded stays';
END;
CREATE TRIGGER nomination_fixed_delete BEFORE DELETE ON nomination FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF EXISTS (SELECT 1 FROM enrolment WHERE enrolment_id = OLD.enrolment_id) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'nomination: what is recorded stays';
    END IF;
END;

-- Events of a programme. ----------------------------------------------------------------------------------------------
-- Those from before have no programme: nobody is notified of them and nothing is settled.

ALTER TABLE event ADD COLUMN program_id BIGINT REFERENCES program (program_id);
ALTER TABLE event ADD COLUMN program_version BIGINT;                -- whose terms hold; fixed once it is scheduled
ALTER TABLE event ADD COLUMN is_test TINYINT NOT NULL DEFAULT 0 CHECK (is_test IN (0, 1));
ALTER TABLE event ADD COLUMN state VARCHAR(20) NOT NULL DEFAULT 'scheduled'
    CHECK (state IN ('draft', 'scheduled', 'notified', 'active', 'done', 'settled', 'cancelled'));
ALTER TABLE event ADD COLUMN target VARCHAR(20) NOT NULL DEFAULT 'all' CHECK (target IN ('all', 'organisations', 'meters'));
ALTER TABLE event ADD COLUMN message TEXT NOT NULL DEFAULT '';       -- of the provider, in the notices
ALTER TABLE event ADD COLUMN created_utc BIGINT;
ALTER TABLE event ADD COLUMN created_by VARCHAR(320) NOT NULL DEFAULT '';
ALTER TABLE event ADD COLUMN scheduled_utc BIGINT;
ALTER TABLE event ADD COLUMN notice_utc BIGINT;                     -- when standby is sent; as scheduled
ALTER TABLE event ADD COLUMN opt_out_until_utc BIGINT;              -- not included; as scheduled
ALTER TABLE event ADD COLUMN cancel_reason TEXT NOT NULL DEFAULT '';
CREATE INDEX event_by_program ON event (program_id, start_utc);
CREATE INDEX event_under_way ON event (state);

-- Whom it is for, as it was said. Who takes part is in event_meter.
CREATE TABLE event_target (
    event_id   BIGINT NOT NULL REFERENCES event (event_id) ON DELETE CASCADE,
    kind       VARCHAR(40) NOT NULL CHECK (kind IN ('organisation', 'meter')),
    subject_id BIGINT NOT NULL,
    PRIMARY KEY (event_id, kind, subject_id)
) ENGINE = InnoDB COLLATE = utf8mb4_nopad_bin;

-- A meter of the event with what it has nominated at the start; drawn up when the event is scheduled, fixed when it
-- begins.
ALTER TABLE event_meter ADD COLUMN nomination_w BIGINT CHECK (nomination_w >= 0);
ALTER TABLE event_meter ADD COLUMN enrolment_id BIGINT;  -- that called it; gone if it was taken away before it began

CREATE INDEX event_meter_by_enrolment ON event_meter (enrolment_id);

-- Who an event calls: the meters that are enrolled at its start, as far as they are its target.
CREATE VIEW event_called AS
SELECT event.event_id, enrolment.meter_id, enrolment.enrolment_id,
       (SELECT power_w FROM nomination
         WHERE nomination.enrolment_id = enrolment.enrolment_id AND nomination.from_utc <= event.start_utc
         ORDER BY nomination.from_utc DESC, nomination_id DESC LIMIT 1) AS nomination_w
  FROM event
  JOIN enrolment ON enrolment.program_id = event.program_id AND enrolment.from_utc <= event.start_utc
                AND (enrolment.to_utc IS NULL OR enrolment.to_utc > event.start_utc)
  JOIN meter ON meter.meter_id = enrolment.meter_id
            AND (meter.retired_utc IS NULL OR meter.retired_utc > event.start_utc)
 WHERE event.target = 'all'
    OR (event.target = 'meters'
        AND EXISTS (SELECT 1 FROM event_target AS t
                     WHERE t.event_id = event.event_id AND t.kind = 'meter' AND t.subject_id = enrolment.meter_id))
    OR (event.target = 'organisations'
        AND EXISTS (SELECT 1 FROM event_target AS t
                      JOIN meter_map AS m ON m.entity_id = t.subject_id AND m.meter_id = enrolment.meter_id
                     WHERE t.event_id = event.event_id AND t.kind = 'organisation'));

CREATE TABLE event_opt_out (
    event_id BIGINT NOT NULL REFERENCES event (event_id) ON DELETE CASCADE,
    meter_id BIGINT NOT NULL REFERENCES meter (meter_id) ON DELETE CASCADE,
    reason   TEXT NOT NULL CHECK (char_length(reason) BETWEEN 1 AND 500),
    made_by  VARCHAR(320) NOT NULL,
    made_utc BIGINT NOT NULL,
    PRIMARY KEY (event_id, meter_id)
) ENGINE = InnoDB COLLATE = utf8mb4_nopad_bin;

-- Who was told what, when. A mail is forgotten some weeks after it was sent; what became of it stays here.
CREATE TABLE event_notice (
    notice_id    BIGINT AUTO_INCREMENT PRIMARY KEY,
    event_id     BIGINT NOT NULL REFERENCES event (event_id) ON DELETE CASCADE,
    kind         VARCHAR(40) NOT NULL CHECK (kind IN ('standby', 'start', 'all_clear', 'result', 'cancel')),
    recipient    VARCHAR(320) COLLATE utf8mb4_uca1400_nopad_as_ci NOT NULL,
    queued_utc   BIGINT NOT NULL,
    mail_id      BIGINT,  -- NULL: there was no mail server to send it with
    sent_utc     BIGINT,
    given_up_utc BIGINT,
    UNIQUE (event_id, kind, recipient)
) ENGINE = InnoDB COLLATE = utf8mb4_nopad_bin;
CREATE INDEX event_notice_by_mail ON event_notice (mail_id);

-- An event goes its way: draft, scheduled, notified, active, done, settled; or it is cancelled before it is done.
CREATE TRIGGER event_state_begins BEFORE INSERT ON event FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF EXISTS (SELECT 1 FROM event WHERE event_id = NEW.event_id) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'event: an event is not replaced';
    END IF;
    IF NEW.state <> 'draft' AND (NEW.program_id IS NOT NULL OR NEW.state <> 'scheduled') THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'event: an event of a program begins as a draft';
    END IF;
    IF NEW.state = 'draft' AND NEW.program_id IS NULL THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'event: a draft has a program';
    END IF;
    IF NEW.program_id IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM program_version WHERE program_id = NEW.program_id AND version = NEW.program_version) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'event: there is no such version of the program';
    END IF;
    IF NEW.program_id IS NOT NULL AND (NEW.start_utc % 300 <> 0 OR NEW.end_utc % 300 <> 0) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'event: it starts and ends on whole five minutes';
    END IF;
END;
CREATE TRIGGER event_state_moves BEFORE UPDATE ON event FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF NEW.state <> OLD.state
       AND OLD.state || ' ' || NEW.state NOT IN (
       'draft scheduled', 'scheduled notified', 'notified active', 'active done', 'done settled',
       'scheduled cancelled', 'notified cancelled', 'active cancelled') THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'event: it cannot go from this state to that';
    END IF;
    IF NEW.state = 'cancelled' AND NEW.cancel_reason = '' THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'event: a reason is given with which it is cancelled';
    END IF;
    IF OLD.state <> 'draft'
       AND (NEW.start_utc <> OLD.start_utc OR NEW.end_utc <> OLD.end_utc OR NEW.is_test <> OLD.is_test
       OR NEW.target <> OLD.target OR NEW.is_for_all <> OLD.is_for_all OR NOT (NEW.program_id <=> OLD.program_id)
       OR NOT (NEW.program_version <=> OLD.program_version) OR NOT (NEW.scheduled_utc <=> OLD.scheduled_utc)
       OR NOT (NEW.notice_utc <=> OLD.notice_utc) OR NOT (NEW.opt_out_until_utc <=> OLD.opt_out_until_utc)) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'event: what is scheduled does not change';
    END IF;
    IF NEW.event_id <> OLD.event_id OR (OLD.program_id IS NULL) <> (NEW.program_id IS NULL) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'event: it keeps its number and its program';
    END IF;
    IF NEW.state <> 'draft' AND NEW.program_id IS NOT NULL
       AND (NEW.scheduled_utc IS NULL OR NEW.notice_utc IS NULL OR NEW.opt_out_until_utc IS NULL) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'event: it is scheduled with its times';
    END IF;
    IF NEW.program_id IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM program_version WHERE program_id = NEW.program_id AND version = NEW.program_version) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'event: there is no such version of the program';
    END IF;
    IF NEW.program_id IS NOT NULL AND (NEW.start_utc % 300 <> 0 OR NEW.end_utc % 300 <> 0) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'event: it starts and ends on whole five minutes';
    END IF;
END;
CREATE TRIGGER event_stays BEFORE DELETE ON event FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF OLD.program_id IS NOT NULL AND OLD.state <> 'draft' THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'event: it is cancelled, not deleted';
    END IF;
END;
CREATE TRIGGER event_program_deleted AFTER DELETE ON event FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    DELETE FROM event_target WHERE event_id = OLD.event_id;
    DELETE FROM event_opt_out WHERE event_id = OLD.event_id;
    DELETE FROM event_notice WHERE event_id = OLD.event_id;
END;

CREATE TRIGGER event_target_fixed_insert BEFORE INSERT ON event_target FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF NOT EXISTS (SELECT 1 FROM event WHERE event_id = NEW.event_id AND state = 'draft') THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'event_target: what is scheduled does not change';
    END IF;
END;
CREATE TRIGGER event_target_fixed_update BEFORE UPDATE ON event_target FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    SIGNAL SQLSTATE '45000'
       SET MESSAGE_TEXT = 'event_target: rows do not change; delete one and insert another';
END;
CREATE TRIGGER event_target_fixed_delete BEFORE DELETE ON event_target FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF EXISTS (SELECT 1 FROM event WHERE event_id = OLD.event_id AND state <> 'draft')
       AND (EXISTS (SELECT 1 FROM meter WHERE OLD.kind = 'meter' AND meter_id = OLD.subject_id)
       OR EXISTS (SELECT 1 FROM organization WHERE OLD.kind = 'organisation' AND id = OLD.subject_id)) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'event_target: what is scheduled does not change';
    END IF;
END;

-- Who takes part is fixed when the event begins.
CREATE TRIGGER event_meter_fixed_insert BEFORE INSERT ON event_meter FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF EXISTS (SELECT 1 FROM event WHERE event_id = NEW.event_id AND program_id IS NOT NULL
       AND state NOT IN ('draft', 'scheduled', 'notified')) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'event_meter: who takes part is fixed when the event begins';
    END IF;
END;
CREATE TRIGGER event_meter_fixed_update BEFORE UPDATE ON event_meter FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF NEW.event_id <> OLD.event_id OR NEW.meter_id <> OLD.meter_id
       OR EXISTS (SELECT 1 FROM event WHERE event_id = NEW.event_id AND program_id IS NOT NULL
       AND state NOT IN ('draft', 'scheduled', 'notified')) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'event_meter: who takes part is fixed when the event begins';
    END IF;
END;
CREATE TRIGGER event_meter_fixed_delete BEFORE DELETE ON event_meter FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF EXISTS (SELECT 1 FROM meter WHERE meter_id = OLD.meter_id)
       AND EXISTS (SELECT 1 FROM event WHERE event_id = OLD.event_id AND program_id IS NOT NULL
       AND state NOT IN ('draft', 'scheduled', 'notified')) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'event_meter: who takes part is fixed when the event begins';
    END IF;
END;
CREATE TRIGGER event_meter_gone AFTER DELETE ON event_meter FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    DELETE FROM event_opt_out WHERE event_id = OLD.event_id AND meter_id = OLD.meter_id;
END;

-- One opts out, and in again, of an event that one is called to, until its deadline.
CREATE TRIGGER event_opt_out_in_time BEFORE INSERT ON event_opt_out FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF NOT EXISTS (SELECT 1 FROM event_meter WHERE event_id = NEW.event_id AND meter_id = NEW.meter_id) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'event_opt_out: this meter does not take part in this event';
    END IF;
    IF NOT EXISTS (SELECT 1 FROM event WHERE event_id = NEW.event_id AND state IN ('scheduled', 'notified')
       AND opt_out_until_utc > NEW.made_utc) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'event_opt_out: it is too late, or too early';
    END IF;
END;
CREATE TRIGGER event_opt_out_fixed_update BEFORE UPDATE ON event_opt_out FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    SIGNAL SQLSTATE '45000'
       SET MESSAGE_TEXT = 'event_opt_out: rows do not change; delete one and insert another';
END;
CREATE TRIGGER event_opt_out_fixed_delete BEFORE DELETE ON event_opt_out FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF EXISTS (SELECT 1 FROM event_meter WHERE event_id = OLD.event_id AND meter_id = OLD.meter_id)
       AND EXISTS (SELECT 1 FROM event WHERE event_id = OLD.event_id AND state NOT IN ('scheduled', 'notified')) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'event_opt_out: it is too late';
    END IF;
END;

-- The log of notices is added to; only what became of a mail is filled in, once.
CREATE TRIGGER event_notice_once BEFORE INSERT ON event_notice FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF NOT EXISTS (SELECT 1 FROM event WHERE event_id = NEW.event_id AND state <> 'draft') THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'event_notice: there is no such event, or it is a draft';
    END IF;
    IF EXISTS (SELECT 1 FROM event_notice
       WHERE notice_id = NEW.notice_id
       OR (event_id = NEW.event_id AND kind = NEW.kind AND recipient = NEW.recipient)) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'event_notice: what is recorded stays';
    END IF;
END;
CREATE TRIGGER event_notice_fixed_update BEFORE UPDATE ON event_notice FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF NEW.notice_id <> OLD.notice_id OR NEW.event_id <> OLD.event_id OR NEW.kind <> OLD.kind
       OR NEW.recipient <> OLD.recipient OR NEW.queued_utc <> OLD.queued_utc OR NOT (NEW.mail_id <=> OLD.mail_id)
       OR OLD.sent_utc IS NOT NULL OR OLD.given_up_utc IS NOT NULL THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'event_notice: what is recorded stays';
    END IF;
END;
CREATE TRIGGER event_notice_fixed_delete BEFORE DELETE ON event_notice FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF EXISTS (SELECT 1 FROM event WHERE event_id = OLD.event_id) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'event_notice: what is recorded stays';
    END IF;
END;
CREATE TRIGGER event_notice_mailed AFTER UPDATE ON mail FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF (NOT (NEW.sent_utc <=> OLD.sent_utc) OR NOT (NEW.given_up_utc <=> OLD.given_up_utc))
       AND (NEW.sent_utc IS NOT NULL OR NEW.given_up_utc IS NOT NULL) THEN
        UPDATE event_notice SET sent_utc = NEW.sent_utc, given_up_utc = NEW.given_up_utc
         WHERE mail_id = NEW.mail_id AND sent_utc IS NULL AND given_up_utc IS NULL;
    END IF;
END;

-- A meter that goes (it has no readings) takes its enrolments with it; an organisation its mention as a target.
CREATE TRIGGER meter_left AFTER DELETE ON meter FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    DELETE FROM event_meter WHERE meter_id = OLD.meter_id;
    DELETE FROM event_opt_out WHERE meter_id = OLD.meter_id;
    DELETE FROM event_target WHERE kind = 'meter' AND subject_id = OLD.meter_id;
    DELETE FROM enrolment WHERE meter_id = OLD.meter_id;
END;
CREATE TRIGGER organization_left AFTER DELETE ON organization FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    DELETE FROM event_target WHERE kind = 'organisation' AND subject_id = OLD.id;
END;
