-- Alerts to people: what each wants to be told of and how, what was raised, and what was told; and who has acknowledged
-- that an event is to come.
--
-- As in 0001 the rules hold for whoever writes, with foreign_key_checks off too.

CREATE TABLE alert_rule (
    rule_id        BIGINT AUTO_INCREMENT PRIMARY KEY,
    user_id        BIGINT NOT NULL REFERENCES user (id) ON DELETE CASCADE,  -- who is told
    kind           VARCHAR(40) NOT NULL CHECK (kind IN ('data_missing', 'usage_above', 'above_prediction',
                                                 'event_unacknowledged', 'import_failed', 'disk_low', 'backup_old')),
    scope          VARCHAR(20) NOT NULL CHECK (scope IN ('own', 'organisation', 'meter', 'portal')),
    scope_org      BIGINT REFERENCES organization (id) ON DELETE CASCADE,
    scope_meter    BIGINT REFERENCES meter (meter_id) ON DELETE CASCADE,
    limit_hours    BIGINT CHECK (limit_hours BETWEEN 1 AND 8760),             -- data_missing, backup_old
    limit_w        BIGINT CHECK (limit_w BETWEEN 1 AND 1000000000000),        -- usage_above: mean over window_min
    limit_day_wh   BIGINT CHECK (limit_day_wh BETWEEN 1 AND 1000000000000),   -- usage_above: of a local day
    limit_percent  BIGINT CHECK (limit_percent BETWEEN 1 AND 1000),           -- above_prediction; disk_low: free
    limit_mb       BIGINT CHECK (limit_mb BETWEEN 1 AND 1000000000),          -- disk_low: free, 10^6 bytes
    limit_min      BIGINT CHECK (limit_min BETWEEN 1 AND 10080),              -- event_unacknowledged: before its start
    window_min     BIGINT CHECK (window_min BETWEEN 5 AND 1440),              -- usage_above a power, above_prediction
    channel        VARCHAR(20) NOT NULL CHECK (channel IN ('email', 'webhook')),
    webhook_url    VARCHAR(500) NOT NULL DEFAULT '' CHECK (char_length(webhook_url) <= 500),
    sealed_secret  VARCHAR(1000) NOT NULL DEFAULT '',                                   -- with the portal's key
    quiet_from_min BIGINT CHECK (quiet_from_min BETWEEN 0 AND 1439),          -- minutes of the day on quiet_zone's clock
    quiet_to_min   BIGINT CHECK (quiet_to_min BETWEEN 0 AND 1439),
    quiet_zone     VARCHAR(100) NOT NULL DEFAULT '',
    is_on          TINYINT NOT NULL DEFAULT 1 CHECK (is_on IN (0, 1)),
    created_utc    BIGINT NOT NULL,
    changed_utc    BIGINT NOT NULL,                                           -- readings before it raise nothing
    told_utc       BIGINT,                                                    -- when its user was told of it last
    CHECK ((scope = 'organisation') = (scope_org IS NOT NULL)),
    CHECK ((scope = 'meter') = (scope_meter IS NOT NULL)),
    CHECK ((scope = 'portal') = (kind IN ('import_failed', 'disk_low', 'backup_old'))),
    CHECK ((limit_hours IS NOT NULL) = (kind IN ('data_missing', 'backup_old'))),
    CHECK ((limit_w IS NOT NULL) + (limit_day_wh IS NOT NULL) = (kind = 'usage_above')),
    CHECK ((window_min IS NOT NULL) = (limit_w IS NOT NULL OR kind = 'above_prediction')),
    CHECK ((limit_min IS NOT NULL) = (kind = 'event_unacknowledged')),
    CHECK (kind <> 'above_prediction' OR limit_percent IS NOT NULL),
    CHECK ((limit_percent IS NOT NULL) + (limit_mb IS NOT NULL) = (kind IN ('above_prediction', 'disk_low'))),
    CHECK ((channel = 'webhook') = (webhook_url <> '')),
    CHECK ((channel = 'webhook') = (sealed_secret <> '')),
    CHECK ((quiet_from_min IS NULL) = (quiet_to_min IS NULL))
) ENGINE = InnoDB COLLATE = utf8mb4_nopad_bin;
CREATE INDEX alert_rule_by_user ON alert_rule (user_id);
CREATE INDEX alert_rule_by_kind ON alert_rule (kind, is_on);

-- A condition that a rule saw. While it lasts open_slot is 1, so that there is one at a time, whichever of several
-- instances sees it first.
CREATE TABLE alert (
    alert_id           BIGINT AUTO_INCREMENT PRIMARY KEY,
    rule_id            BIGINT NOT NULL REFERENCES alert_rule (rule_id) ON DELETE CASCADE,
    subject            VARCHAR(200) NOT NULL CHECK (char_length(subject) BETWEEN 1 AND 200),  -- 'meter 12', 'event 3', 'disk host:/path'
    subject_name       VARCHAR(500) NOT NULL,                      -- for people, as it was called then
    measured           BIGINT,                            -- W, Wh, per cent, hours, MB or a count, as the kind has it
    since_utc          BIGINT NOT NULL,                   -- the condition's own beginning
    until_utc          BIGINT,                            -- … and end, known when it is over
    raised_utc         BIGINT NOT NULL,
    cleared_utc        BIGINT,
    open_slot          TINYINT DEFAULT 1 CHECK (open_slot = 1),
    raised_message_id  BIGINT,                            -- by which its user was told
    cleared_message_id BIGINT,
    UNIQUE (rule_id, subject, open_slot),
    CHECK ((open_slot IS NULL) = (cleared_utc IS NOT NULL)),
    CHECK ((cleared_utc IS NULL) = (until_utc IS NULL))
) ENGINE = InnoDB COLLATE = utf8mb4_nopad_bin;
CREATE INDEX alert_by_rule ON alert (rule_id, raised_utc);
CREATE INDEX alert_untold ON alert (raised_message_id, cleared_message_id);

-- What was told: queued in the transaction that has something to say. A mail goes through `mail`; a webhook is called
-- from here, again and again until it answers or is given up. What is done with keeps no body.
CREATE TABLE alert_message (
    message_id   BIGINT AUTO_INCREMENT PRIMARY KEY,
    rule_id      BIGINT NOT NULL REFERENCES alert_rule (rule_id) ON DELETE CASCADE,
    reason       VARCHAR(20) NOT NULL CHECK (reason IN ('news', 'reminder', 'test')),
    channel      VARCHAR(20) NOT NULL CHECK (channel IN ('email', 'webhook')),
    queued_utc   BIGINT NOT NULL,
    mail_id      BIGINT,                                  -- NULL: a webhook, or there was no mail server
    body         MEDIUMTEXT NOT NULL DEFAULT '',
    due_utc      BIGINT,                                  -- the next attempt at a webhook
    attempts     BIGINT NOT NULL DEFAULT 0,
    sent_utc     BIGINT,
    given_up_utc BIGINT,
    last_problem TEXT NOT NULL DEFAULT ''
) ENGINE = InnoDB COLLATE = utf8mb4_nopad_bin;
CREATE INDEX alert_message_by_rule ON alert_message (rule_id, queued_utc);
CREATE INDEX alert_message_by_mail ON alert_message (mail_id);
CREATE INDEX alert_message_by_due ON alert_message (sent_utc, given_up_utc, due_utc);

-- That somebody who is called to an event has read it. One for an organisation or a resident.
CREATE TABLE event_acknowledgement (
    event_id  BIGINT NOT NULL REFERENCES event (event_id) ON DELETE CASCADE,
    entity_id BIGINT NOT NULL REFERENCES entity (id) ON DELETE CASCADE,
    made_by   VARCHAR(320) NOT NULL,
    made_utc  BIGINT NOT NULL,
    PRIMARY KEY (event_id, entity_id)
) ENGINE = InnoDB COLLATE = utf8mb4_nopad_bin;

-- The meters that a rule looks at: those its user may see now, without retired ones.
CREATE VIEW alert_rule_meter AS
SELECT r.rule_id, r.kind, meter.meter_id
  FROM alert_rule AS r
  JOIN user ON user.id = r.user_id AND user.status = 'approved'
  JOIN meter_map AS m ON m.entity_id = CASE r.scope WHEN 'organisation' THEN r.scope_org
                                                    ELSE coalesce(user.org_id, user.id) END
  JOIN meter ON meter.meter_id = m.meter_id AND meter.retired_utc IS NULL
 WHERE r.is_on = 1 AND r.scope <> 'portal'
   AND (r.scope <> 'meter' OR meter.meter_id = r.scope_meter)
   AND (r.scope <> 'organisation'
        OR EXISTS (SELECT 1 FROM organization AS o WHERE o.id = user.org_id AND o.is_provider = 1));

-- Rules. --------------------------------------------------------------------------------------------------------------

CREATE TRIGGER alert_rule_replace BEFORE INSERT ON alert_rule FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF EXISTS (SELECT 1 FROM alert_rule WHERE rule_id = NEW.rule_id) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'alert_rule: a rule is not replaced';
    END IF;
    IF NOT EXISTS (SELECT 1 FROM user WHERE id = NEW.user_id) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'alert_rule: there is no such user';
    END IF;
END;
CREATE TRIGGER alert_rule_fixed BEFORE UPDATE ON alert_rule FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF NEW.rule_id <> OLD.rule_id OR NEW.user_id <> OLD.user_id OR NEW.kind <> OLD.kind THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'alert_rule: user and kind do not change';
    END IF;
END;
CREATE TRIGGER alert_rule_deleted AFTER DELETE ON alert_rule FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    DELETE FROM alert WHERE rule_id = OLD.rule_id;
    DELETE FROM alert_message WHERE rule_id = OLD.rule_id;
END;
CREATE TRIGGER alert_user_deleted AFTER DELETE ON user FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    DELETE FROM alert_rule WHERE user_id = OLD.id;
    DELETE FROM event_acknowledgement WHERE entity_id = OLD.id;
END;
CREATE TRIGGER alert_organization_deleted AFTER DELETE ON organization FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    DELETE FROM alert_rule WHERE scope_org = OLD.id;
    DELETE FROM event_acknowledgement WHERE entity_id = OLD.id;
END;
CREATE TRIGGER alert_meter_deleted AFTER DELETE ON meter FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    DELETE FROM alert_rule WHERE scope_meter = OLD.meter_id;
END;

-- The log: what was raised stays; its end, and how it was told, are filled in once.
CREATE TRIGGER alert_begins BEFORE INSERT ON alert FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF NOT EXISTS (SELECT 1 FROM alert_rule WHERE rule_id = NEW.rule_id) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'alert: there is no such rule';
    END IF;
    IF EXISTS (SELECT 1 FROM alert
                        WHERE alert_id = NEW.alert_id
                           OR (rule_id = NEW.rule_id AND subject = NEW.subject AND open_slot = NEW.open_slot)) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'alert: what is recorded stays';
    END IF;
END;
CREATE TRIGGER alert_fixed BEFORE UPDATE ON alert FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF NEW.alert_id <> OLD.alert_id OR NEW.rule_id <> OLD.rule_id OR NEW.subject <> OLD.subject
      OR NEW.subject_name <> OLD.subject_name OR NOT (NEW.measured <=> OLD.measured) OR NEW.since_utc <> OLD.since_utc
      OR NEW.raised_utc <> OLD.raised_utc
      OR (OLD.cleared_utc IS NOT NULL AND (NOT (NEW.cleared_utc <=> OLD.cleared_utc) OR NOT (NEW.until_utc <=> OLD.until_utc)))
      OR (OLD.raised_message_id IS NOT NULL AND NOT (NEW.raised_message_id <=> OLD.raised_message_id))
      OR (OLD.cleared_message_id IS NOT NULL AND NOT (NEW.cleared_message_id <=> OLD.cleared_message_id)) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'alert: what is recorded stays';
    END IF;
END;
CREATE TRIGGER alert_stays BEFORE DELETE ON alert FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF OLD.cleared_utc IS NULL AND EXISTS (SELECT 1 FROM alert_rule WHERE rule_id = OLD.rule_id) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'alert: one that is not over stays';
    END IF;
END;

CREATE TRIGGER alert_message_begins BEFORE INSERT ON alert_message FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF NOT EXISTS (SELECT 1 FROM alert_rule WHERE rule_id = NEW.rule_id) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'alert_message: there is no such rule';
    END IF;
    IF EXISTS (SELECT 1 FROM alert_message WHERE message_id = NEW.message_id) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'alert_message: what is recorded stays';
    END IF;
END;
CREATE TRIGGER alert_message_fixed BEFORE UPDATE ON alert_message FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF NEW.message_id <> OLD.message_id OR NEW.rule_id <> OLD.rule_id OR NEW.reason <> OLD.reason
      OR NEW.channel <> OLD.channel OR NEW.queued_utc <> OLD.queued_utc OR NOT (NEW.mail_id <=> OLD.mail_id)
      OR OLD.sent_utc IS NOT NULL OR OLD.given_up_utc IS NOT NULL THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'alert_message: what is recorded stays';
    END IF;
END;
CREATE TRIGGER alert_message_mailed AFTER UPDATE ON mail FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF NEW.sent_utc IS NOT NULL OR NEW.given_up_utc IS NOT NULL THEN
        UPDATE alert_message SET sent_utc = NEW.sent_utc, given_up_utc = NEW.given_up_utc, last_problem = NEW.last_problem
             WHERE mail_id = NEW.mail_id AND sent_utc IS NULL AND given_up_utc IS NULL;
    END IF;
END;

CREATE TRIGGER event_acknowledgement_once BEFORE INSERT ON event_acknowledgement FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF NOT EXISTS (SELECT 1 FROM event WHERE event_id = NEW.event_id
                                                 AND state IN ('scheduled', 'notified', 'active')) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'event_acknowledgement: this event is not to come';
    END IF;
    IF NOT EXISTS (SELECT 1 FROM event_meter JOIN meter_map ON meter_map.meter_id = event_meter.meter_id
                            WHERE event_meter.event_id = NEW.event_id AND meter_map.entity_id = NEW.entity_id) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'event_acknowledgement: whoever acknowledges has a meter in the event';
    END IF;
    IF EXISTS (SELECT 1 FROM event_acknowledgement WHERE event_id = NEW.event_id AND entity_id = NEW.entity_id) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'event_acknowledgement: what is recorded stays';
    END IF;
END;
CREATE TRIGGER event_acknowledgement_fixed BEFORE UPDATE ON event_acknowledgement FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'event_acknowledgement: what is recorded stays';
END;
CREATE TRIGGER event_acknowledgement_event_deleted AFTER DELETE ON event FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    DELETE FROM event_acknowledgement WHERE event_id = OLD.event_id;
END;
