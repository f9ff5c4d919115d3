-- Settlements: what was paid for an event, by which rule, from which readings.
--
-- A settlement is a record. Its lines are written while it is being made; made, nothing of it changes. Readings that are
-- corrected later, or other terms, make a new version beside it. Money is whole nano-dollars and, where it is paid, whole
-- cents; a baseline whole 1e-9 kWh.

CREATE TABLE settlement (
    settlement_id   INTEGER PRIMARY KEY AUTOINCREMENT,
    event_id        INTEGER NOT NULL REFERENCES event (event_id) DEFERRABLE INITIALLY DEFERRED,
    version         INTEGER NOT NULL CHECK (version > 0),   -- of this event's settlements
    program_id      INTEGER NOT NULL,
    program_version INTEGER NOT NULL,                       -- whose terms it used
    made_utc        INTEGER NOT NULL,
    made_by         TEXT NOT NULL,
    reason          TEXT NOT NULL DEFAULT '',               -- why another version was made
    header          TEXT NOT NULL,                          -- first line of the statement (docs/formats/statement.md)
    digest          TEXT CHECK (length(digest) = 64),       -- of the whole statement; NULL: still being made
    lines           INTEGER NOT NULL DEFAULT 0,
    settled         INTEGER NOT NULL DEFAULT 0,             -- lines that have a result
    nominated_w     INTEGER NOT NULL DEFAULT 0,
    delivered_mw    INTEGER NOT NULL DEFAULT 0,             -- milliwatts
    paid_cents      INTEGER NOT NULL DEFAULT 0,             -- sum of the lines, each rounded once
    paid_nano       INTEGER NOT NULL DEFAULT 0,
    saving_cents    INTEGER NOT NULL DEFAULT 0,
    saving_nano     INTEGER NOT NULL DEFAULT 0,
    UNIQUE (event_id, version)
) STRICT;

CREATE TABLE settlement_line (
    line_id        INTEGER PRIMARY KEY,
    settlement_id  INTEGER NOT NULL REFERENCES settlement (settlement_id) DEFERRABLE INITIALLY DEFERRED,
    line           INTEGER NOT NULL CHECK (line > 0),       -- by meter number
    meter_id       INTEGER NOT NULL REFERENCES meter (meter_id) DEFERRABLE INITIALLY DEFERRED,
    org_id         INTEGER,                                 -- whose it was then; ids are not used again
    user_id        INTEGER,
    status         TEXT NOT NULL CHECK (status IN ('settled', 'opted_out', 'incomplete')),
    nomination_w   INTEGER NOT NULL,
    baseline_nkwh  INTEGER,
    metered_wh     INTEGER,
    performance_mw INTEGER,                                 -- milliwatts, signed
    band_mw        INTEGER,                                 -- half width of its error band; NULL: not known
    paid_cents     INTEGER NOT NULL DEFAULT 0,
    paid_nano      INTEGER NOT NULL DEFAULT 0,
    saving_cents   INTEGER NOT NULL DEFAULT 0,
    saving_nano    INTEGER NOT NULL DEFAULT 0,
    document       BLOB NOT NULL,                           -- the line of the statement, zlib
    UNIQUE (settlement_id, line)
) STRICT;
CREATE UNIQUE INDEX settlement_line_by_meter ON settlement_line (meter_id, settlement_id);

CREATE TRIGGER settlement_next BEFORE INSERT ON settlement
BEGIN
    SELECT RAISE(ABORT, 'settlement: there is no such event, or it is not over')
     WHERE NOT EXISTS (SELECT 1 FROM event WHERE event_id = NEW.event_id AND state IN ('done', 'settled'));
    SELECT RAISE(ABORT, 'settlement: there is no such version of the program')
     WHERE NOT EXISTS (SELECT 1 FROM program_version
                        WHERE program_id = NEW.program_id AND version = NEW.program_version);
    SELECT RAISE(ABORT, 'settlement: versions are numbered without gaps')
     WHERE NEW.version <> 1 + (SELECT coalesce(max(version), 0) FROM settlement WHERE event_id = NEW.event_id)
        OR EXISTS (SELECT 1 FROM settlement WHERE settlement_id = NEW.settlement_id);
    SELECT RAISE(ABORT, 'settlement: another one of this event is being made')
     WHERE EXISTS (SELECT 1 FROM settlement WHERE event_id = NEW.event_id AND digest IS NULL);
    SELECT RAISE(ABORT, 'settlement: it begins without a digest') WHERE NEW.digest IS NOT NULL;
END;
CREATE TRIGGER settlement_fixed_update BEFORE UPDATE ON settlement
WHEN OLD.digest IS NOT NULL
  OR NEW.settlement_id <> OLD.settlement_id OR NEW.event_id <> OLD.event_id OR NEW.version <> OLD.version
  OR NEW.program_id <> OLD.program_id OR NEW.program_version <> OLD.program_version OR NEW.made_utc <> OLD.made_utc
  OR NEW.made_by <> OLD.made_by OR NEW.reason <> OLD.reason OR NEW.header <> OLD.header
BEGIN
    SELECT RAISE(ABORT, 'settlement: what is recorded stays');
END;
CREATE TRIGGER settlement_fixed_delete BEFORE DELETE ON settlement
WHEN OLD.digest IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'settlement: what is recorded stays');
END;
-- One that was not finished goes with its lines.
CREATE TRIGGER settlement_given_up AFTER DELETE ON settlement
BEGIN
    DELETE FROM settlement_line WHERE settlement_id = OLD.settlement_id;
END;

CREATE TRIGGER settlement_line_fixed_insert BEFORE INSERT ON settlement_line
BEGIN
    SELECT RAISE(ABORT, 'settlement: what is recorded stays')
     WHERE NOT EXISTS (SELECT 1 FROM settlement WHERE settlement_id = NEW.settlement_id AND digest IS NULL)
        OR EXISTS (SELECT 1 FROM settlement_line
                    WHERE line_id = NEW.line_id OR (settlement_id = NEW.settlement_id AND line = NEW.line))
        OR EXISTS (SELECT 1 FROM settlement_line
                    WHERE meter_id = NEW.meter_id AND settlement_id = NEW.settlement_id);
    SELECT RAISE(ABORT, 'settlement_line: this meter does not take part in the event')
     WHERE NOT EXISTS (SELECT 1 FROM event_meter
                        WHERE event_id = (SELECT event_id FROM settlement WHERE settlement_id = NEW.settlement_id)
                          AND meter_id = NEW.meter_id);
END;
CREATE TRIGGER settlement_line_fixed_update BEFORE UPDATE ON settlement_line
BEGIN
    SELECT RAISE(ABORT, 'settlement: what is recorded stays');
END;
CREATE TRIGGER settlement_line_fixed_delete BEFORE DELETE ON settlement_line
WHEN EXISTS (SELECT 1 FROM settlement WHERE settlement_id = OLD.settlement_id)
BEGIN
    SELECT RAISE(ABORT, 'settlement: what is recorded stays');
END;
