-- Alerts to people: what each wants to be told of and how, what was raised, and what was told; and who has acknowledged
-- that an event is to come.
--
-- As in 0001 the rules hold for whoever writes, with or without foreign_keys and recursive_triggers.

CREATE TABLE alert_rule (
    rule_id        INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id        INTEGER NOT NULL REFERENCES user (id) DEFERRABLE INITIALLY DEFERRED,  -- who is told
    kind           TEXT NOT NULL CHECK (kind IN ('data_missing', 'usage_above', 'above_prediction',
                                                 'event_unacknowledged', 'import_failed', 'disk_low', 'backup_old')),
    scope          TEXT NOT NULL CHECK (scope IN ('own', 'organisation', 'meter', 'portal')),
    scope_org      INTEGER REFERENCES organization (id) DEFERRABLE INITIALLY DEFERRED,
    scope_meter    INTEGER REFERENCES meter (meter_id) DEFERRABLE INITIALLY DEFERRED,
    limit_hours    INTEGER CHECK (limit_hours BETWEEN 1 AND 8760),             -- data_missing, backup_old
    limit_w        INTEGER CHECK (limit_w BETWEEN 1 AND 1000000000000),        -- usage_above: mean over window_min
    limit_day_wh   INTEGER CHECK (limit_day_wh BETWEEN 1 AND 1000000000000),   -- usage_above: of a local day
    limit_percent  INTEGER CHECK (limit_percent BETWEEN 1 AND 1000),           -- above_prediction; disk_low: free
    limit_mb       INTEGER CHECK (limit_mb BETWEEN 1 AND 1000000000),          -- disk_low: free, 10^6 bytes
    limit_min      INTEGER CHECK (limit_min BETWEEN 1 AND 10080),              -- event_unacknowledged: before its start
    window_min     INTEGER CHECK (window_min BETWEEN 5 AND 1440),              -- usage_above a power, above_prediction
    channel        TEXT NOT NULL CHECK (channel IN ('email', 'webhook')),
    webhook_url    TEXT NOT NULL DEFAULT '' CHECK (length(webhook_url) <= 500),
    sealed_secret  TEXT NOT NULL DEFAULT '',                                   -- with the portal's key
    quiet_from_min INTEGER CHECK (quiet_from_min BETWEEN 0 AND 1439),          -- minutes of the day on quiet_zone's clock
    quiet_to_min   INTEGER CHECK (quiet_to_min BETWEEN 0 AND 1439),
    quiet_zone     TEXT NOT NULL DEFAULT '',
    is_on          INTEGER NOT NULL DEFAULT 1 CHECK (is_on IN (0, 1)),
    created_utc    INTEGER NOT NULL,
    changed_utc    INTEGER NOT NULL,                                           -- readings before it raise nothing
    told_utc       INTEGER,                                                    -- when its user was told of it last
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
) STRICT;
CREATE INDEX alert_rule_by_user ON alert_rule (user_id);
CREATE INDEX alert_rule_by_kind ON alert_rule (kind, is_on);

-- A condition that a rule saw. While it lasts open_slot is 1, so that there is one at a time, whichever of several
-- instances sees it first.
CREATE TABLE alert (
    alert_id           INTEGER PRIMARY KEY AUTOINCREMENT,
    rule_id            INTEGER NOT NULL REFERENCES alert_rule (rule_id) DEFERRABLE INITIALLY DEFERRED,
    subject            TEXT NOT NULL CHECK (length(subject) BETWEEN 1 AND 200),  -- 'meter 12', 'event 3', 'disk host:/path'
    subject_name       TEXT NOT NULL,                      -- for people, as it was called then
    measured           INTEGER,                            -- W, Wh, per cent, hours, MB or a count, as the kind has it
    since_utc          INTEGER NOT NULL,                   -- the condition's own beginning
    until_utc          INTEGER,                            -- … and end, known when it is over
    raised_utc         INTEGER NOT NULL,
    cleared_utc        INTEGER,
    open_slot          INTEGER DEFAULT 1 CHECK (open_slot = 1),
    raised_message_id  INTEGER,                            -- by which its user was told
    cleared_message_id INTEGER,
    UNIQUE (rule_id, subject, open_slot),
    CHECK ((open_slot IS NULL) = (cleared_utc IS NOT NULL)),
    CHECK ((cleared_utc IS NULL) = (until_utc IS NULL))
) STRICT;
CREATE INDEX alert_by_rule ON alert (rule_id, raised_utc);
CREATE INDEX alert_untold ON alert (raised_message_id, cleared_message_id);

-- What was told: queued in the transaction that has something to say. A mail goes through `mail`; a webhook is called
-- from here, again and again until it answers or is given up. What is done with keeps no body.
CREATE TABLE alert_message (
    message_id   INTEGER PRIMARY KEY AUTOINCREMENT,
    rule_id      INTEGER NOT NULL REFERENCES alert_rule (rule_id) DEFERRABLE INITIALLY DEFERRED,
    reason       TEXT NOT NULL CHECK (reason IN ('news', 'reminder', 'test')),
    channel      TEXT NOT NULL CHECK (channel IN ('email', 'webhook')),
    queued_utc   INTEGER NOT NULL,
    mail_id      INTEGER,                                  -- NULL: a webhook, or there was no mail server
    body         TEXT NOT NULL DEFAULT '',
    due_utc      INTEGER,                                  -- the next attempt at a webhook
    attempts     INTEGER NOT NULL DEFAULT 0,
    sent_utc     INTEGER,
    given_up_utc INTEGER,
    last_problem TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX alert_message_by_rule ON alert_message (rule_id, queued_utc);
CREATE INDEX alert_message_by_mail ON alert_message (mail_id) WHERE mail_id IS NOT NULL;
CREATE INDEX alert_message_by_due ON alert_message (due_utc) WHERE sent_utc IS NULL AND given_up_utc IS NULL;

-- That somebody who is called to an event has read it. One for an organisation or a resident.
CREATE TABLE event_acknowledgement (
    event_id  INTEGER NOT NULL REFERENCES event (event_id) DEFERRABLE INITIALLY DEFERRED,
    entity_id INTEGER NOT NULL REFERENCES entity (id) DEFERRABLE INITIALLY DEFERRED,
    made_by   TEXT NOT NULL,
    made_utc  INTEGER NOT NULL,
    PRIMARY KEY (event_id, entity_id)
) STRICT, WITHOUT ROWID;

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

CREATE TRIGGER alert_rule_replace BEFORE INSERT ON alert_rule
BEGIN
    SELECT RAISE(ABORT, 'alert_rule: a rule is not replaced')
     WHERE EXISTS (SELECT 1 FROM alert_rule WHERE rule_id = NEW.rule_id);
    SELECT RAISE(ABORT, 'alert_rule: there is no such user')
     WHERE NOT EXISTS (SELECT 1 FROM user WHERE id = NEW.user_id);
END;
CREATE TRIGGER alert_rule_fixed BEFORE UPDATE ON alert_rule
WHEN NEW.rule_id <> OLD.rule_id OR NEW.user_id <> OLD.user_id OR NEW.kind <> OLD.kind
BEGIN
    SELECT RAISE(ABORT, 'alert_rule: user and kind do not change');
END;
CREATE TRIGGER alert_rule_deleted AFTER DELETE ON alert_rule
BEGIN
    DELETE FROM alert WHERE rule_id = OLD.rule_id;
    DELETE FROM alert_message WHERE rule_id = OLD.rule_id;
END;
CREATE TRIGGER alert_user_deleted AFTER DELETE ON user
BEGIN
    DELETE FROM alert_rule WHERE user_id = OLD.id;
    DELETE FROM event_acknowledgement WHERE entity_id = OLD.id;
END;
CREATE TRIGGER alert_organization_deleted AFTER DELETE ON organization
BEGIN
    DELETE FROM alert_rule WHERE scope_org = OLD.id;
    DELETE FROM event_acknowledgement WHERE entity_id = OLD.id;
END;
CREATE TRIGGER alert_meter_deleted AFTER DELETE ON meter
BEGIN
    DELETE FROM alert_rule WHERE scope_meter = OLD.meter_id;
END;

-- The log: what was raised stays; its end, and how it was told, are filled in once.
CREATE TRIGGER alert_begins BEFORE INSERT ON alert
BEGIN
    SELECT RAISE(ABORT, 'alert: there is no such rule')
     WHERE NOT EXISTS (SELECT 1 FROM alert_rule WHERE rule_id = NEW.rule_id);
    SELECT RAISE(ABORT, 'alert: what is recorded stays')
     WHERE EXISTS (SELECT 1 FROM alert
                    WHERE alert_id = NEW.alert_id
                       OR (rule_id = NEW.rule_id AND subject = NEW.subject AND open_slot = NEW.open_slot));
END;
CREATE TRIGGER alert_fixed BEFORE UPDATE ON alert
WHEN NEW.alert_id <> OLD.alert_id OR NEW.rule_id <> OLD.rule_id OR NEW.subject <> OLD.subject
  OR NEW.subject_name <> OLD.subject_name OR NEW.measured IS NOT OLD.measured OR NEW.since_utc <> OLD.since_utc
  OR NEW.raised_utc <> OLD.raised_utc
  OR (OLD.cleared_utc IS NOT NULL AND (NEW.cleared_utc IS NOT OLD.cleared_utc OR NEW.until_utc IS NOT OLD.until_utc))
  OR (OLD.raised_message_id IS NOT NULL AND NEW.raised_message_id IS NOT OLD.raised_message_id)
  OR (OLD.cleared_message_id IS NOT NULL AND NEW.cleared_message_id IS NOT OLD.cleared_message_id)
BEGIN
    SELECT RAISE(ABORT, 'alert: what is recorded stays');
END;
CREATE TRIGGER alert_stays BEFORE DELETE ON alert
WHEN OLD.cleared_utc IS NULL AND EXISTS (SELECT 1 FROM alert_rule WHERE rule_id = OLD.rule_id)
BEGIN
    SELECT RAISE(ABORT, 'alert: one that is not over stays');
END;

CREATE TRIGGER alert_message_begins BEFORE INSERT ON alert_message
BEGIN
    SELECT RAISE(ABORT, 'alert_message: there is no such rule')
     WHERE NOT EXISTS (SELECT 1 FROM alert_rule WHERE rule_id = NEW.rule_id);
    SELECT RAISE(ABORT, 'alert_message: what is recorded stays')
     WHERE EXISTS (SELECT 1 FROM alert_message WHERE message_id = NEW.message_id);
END;
CREATE TRIGGER alert_message_fixed BEFORE UPDATE ON alert_message
WHEN NEW.message_id <> OLD.message_id OR NEW.rule_id <> OLD.rule_id OR NEW.reason <> OLD.reason
  OR NEW.channel <> OLD.channel OR NEW.queued_utc <> OLD.queued_utc OR NEW.mail_id IS NOT OLD.mail_id
  OR OLD.sent_utc IS NOT NULL OR OLD.given_up_utc IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'alert_message: what is recorded stays');
END;
CREATE TRIGGER alert_message_mailed AFTER UPDATE OF sent_utc, given_up_utc ON mail
WHEN NEW.sent_utc IS NOT NULL OR NEW.given_up_utc IS NOT NULL
BEGIN
    UPDATE alert_message SET sent_utc = NEW.sent_utc, given_up_utc = NEW.given_up_utc, last_problem = NEW.last_problem
     WHERE mail_id = NEW.mail_id AND sent_utc IS NULL AND given_up_utc IS NULL;
END;

CREATE TRIGGER event_acknowledgement_once BEFORE INSERT ON event_acknowledgement
BEGIN
    SELECT RAISE(ABORT, 'event_acknowledgement: this event is not to come')
     WHERE NOT EXISTS (SELECT 1 FROM event WHERE event_id = NEW.event_id
                                             AND state IN ('scheduled', 'notified', 'active'));
    SELECT RAISE(ABORT, 'event_acknowledgement: whoever acknowledges has a meter in the event')
     WHERE NOT EXISTS (SELECT 1 FROM event_meter JOIN meter_map ON meter_map.meter_id = event_meter.meter_id
                        WHERE event_meter.event_id = NEW.event_id AND meter_map.entity_id = NEW.entity_id);
    SELECT RAISE(ABORT, 'event_acknowledgement: what is recorded stays')
     WHERE EXISTS (SELECT 1 FROM event_acknowledgement WHERE event_id = NEW.event_id AND entity_id = NEW.entity_id);
END;
CREATE TRIGGER event_acknowledgement_fixed BEFORE UPDATE ON event_acknowledgement
BEGIN
    SELECT RAISE(ABORT, 'event_acknowledgement: what is recorded stays');
END;
CREATE TRIGGER event_acknowledgement_event_deleted AFTER DELETE ON event
BEGIN
    DELETE FROM event_acknowledgement WHERE event_id = OLD.event_id;
END;
