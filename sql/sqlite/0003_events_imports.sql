-- Response events, and the imports that readings come from.

CREATE TABLE event (
    event_id   INTEGER PRIMARY KEY AUTOINCREMENT,
    start_utc  INTEGER NOT NULL,
    end_utc    INTEGER NOT NULL CHECK (end_utc > start_utc),
    name       TEXT NOT NULL,
    kind       TEXT NOT NULL DEFAULT '',
    is_for_all INTEGER NOT NULL CHECK (is_for_all IN (0, 1))  -- 0: for the meters in event_meter only
) STRICT;
CREATE INDEX event_by_start ON event (start_utc);

CREATE TABLE event_meter (
    event_id     INTEGER NOT NULL REFERENCES event (event_id) ON DELETE CASCADE,
    meter_id     INTEGER NOT NULL REFERENCES meter (meter_id) DEFERRABLE INITIALLY DEFERRED,
    nominated_kw REAL CHECK (nominated_kw >= 0),
    PRIMARY KEY (event_id, meter_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX event_meter_by_meter ON event_meter (meter_id);

CREATE TRIGGER event_deleted AFTER DELETE ON event
BEGIN
    DELETE FROM event_meter WHERE event_id = OLD.event_id;
END;

CREATE TABLE import (
    import_id    INTEGER PRIMARY KEY AUTOINCREMENT,
    name         TEXT NOT NULL,
    source       TEXT NOT NULL,
    user_id      INTEGER REFERENCES user (id) DEFERRABLE INITIALLY DEFERRED,
    started_utc  INTEGER NOT NULL,
    finished_utc INTEGER,
    status       TEXT NOT NULL DEFAULT 'running' CHECK (status IN ('running', 'done', 'failed')),
    added        INTEGER NOT NULL DEFAULT 0,
    equal        INTEGER NOT NULL DEFAULT 0,
    corrected    INTEGER NOT NULL DEFAULT 0,
    refused      INTEGER NOT NULL DEFAULT 0,
    row_count       INTEGER NOT NULL DEFAULT 0,
    bytes_read      INTEGER NOT NULL DEFAULT 0,
    blank_cells     INTEGER NOT NULL DEFAULT 0,
    negative_values INTEGER NOT NULL DEFAULT 0,
    problem_code    TEXT NOT NULL DEFAULT '',  -- why it failed; empty if it did not
    problem_text    TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE import_refusal (
    import_id INTEGER NOT NULL REFERENCES import (import_id) ON DELETE CASCADE,
    reason    TEXT NOT NULL,
    count     INTEGER NOT NULL CHECK (count > 0),
    PRIMARY KEY (import_id, reason)
) STRICT, WITHOUT ROWID;

CREATE TABLE import_verdict (
    import_id INTEGER NOT NULL REFERENCES import (import_id) ON DELETE CASCADE,
    position  INTEGER NOT NULL,
    line      INTEGER NOT NULL,
    col       INTEGER NOT NULL,
    value     TEXT NOT NULL,
    reason    TEXT NOT NULL,
    PRIMARY KEY (import_id, position)
) STRICT, WITHOUT ROWID;
