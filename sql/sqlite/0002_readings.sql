-- Readings as series blocks (docs/formats/series-block.md), their daily sums, corrections, and views for any SQL tool.

-- Facts about the store as a whole; `time_zone` is set once.
CREATE TABLE setting (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The days from 1989-12-31 to 2100-01-01, counted from 1970-01-01: as UTC days, and as the provider's local days, which
-- start and end at these instants. Filled when the store is made, fixed from then on.
CREATE TABLE calendar (
    day       INTEGER PRIMARY KEY,
    start_utc INTEGER NOT NULL,
    end_utc   INTEGER NOT NULL CHECK (end_utc >= start_utc)  -- Samoa had no 30 December 2011
) STRICT;

CREATE TRIGGER calendar_fixed_insert BEFORE INSERT ON calendar
WHEN EXISTS (SELECT 1 FROM setting WHERE key = 'time_zone')
BEGIN
    SELECT RAISE(ABORT, 'calendar: the local days of a store are fixed');
END;
CREATE TRIGGER calendar_fixed_update BEFORE UPDATE ON calendar
BEGIN
    SELECT RAISE(ABORT, 'calendar: the local days of a store are fixed');
END;
CREATE TRIGGER calendar_fixed_delete BEFORE DELETE ON calendar
BEGIN
    SELECT RAISE(ABORT, 'calendar: the local days of a store are fixed');
END;
CREATE TRIGGER time_zone_fixed_insert BEFORE INSERT ON setting
WHEN NEW.key = 'time_zone' AND EXISTS (SELECT 1 FROM setting WHERE key = 'time_zone')
BEGIN
    SELECT RAISE(ABORT, 'setting: the time zone of a store is fixed');
END;
CREATE TRIGGER time_zone_fixed_update BEFORE UPDATE ON setting
WHEN OLD.key = 'time_zone' OR NEW.key = 'time_zone'
BEGIN
    SELECT RAISE(ABORT, 'setting: the time zone of a store is fixed');
END;
CREATE TRIGGER time_zone_fixed_delete BEFORE DELETE ON setting
WHEN OLD.key = 'time_zone'
BEGIN
    SELECT RAISE(ABORT, 'setting: the time zone of a store is fixed');
END;

-- One row per meter, UTC day and interval length. Two bits of the key are the step: 0, 1, 2, 3 for 5, 15, 30, 60 min.
CREATE TABLE reading_day (
    day_key   INTEGER PRIMARY KEY,  -- (meter_id << 20) + (utc_day << 2) + step
    n         INTEGER NOT NULL,     -- values present, both channels together
    rev       INTEGER NOT NULL,     -- counts the changes of this row, from 1
    actual    BLOB,                 -- FOR1 block, NULL where nothing is present
    predicted BLOB,
    meter_id  INTEGER AS (day_key >> 20) VIRTUAL,
    utc_day   INTEGER AS (day_key >> 2 & 262143) VIRTUAL,
    step_min  INTEGER AS (CASE day_key & 3 WHEN 0 THEN 5 WHEN 1 THEN 15 WHEN 2 THEN 30 ELSE 60 END) VIRTUAL
) STRICT;

-- Where a meter's readings lie, so that lists need not look at them. Instants are starts of intervals.
CREATE TABLE meter_span (
    meter_id         INTEGER PRIMARY KEY,
    first_utc        INTEGER NOT NULL,  -- of any value, prediction or actual; never later than the first
    last_utc         INTEGER NOT NULL,  -- … never earlier than the last
    first_actual_utc INTEGER,
    last_actual_utc  INTEGER,
    interval_s       INTEGER NOT NULL   -- of the last values
) STRICT;

-- Sums per local day and meter; delta = predicted - actual where both exist.
CREATE TABLE reading_daily (
    day_meter      INTEGER PRIMARY KEY,  -- (local_day << 32) + meter_id
    actual_wh      INTEGER NOT NULL,
    predicted_wh   INTEGER NOT NULL,
    saved_wh       INTEGER NOT NULL,     -- sum of max(0, delta)
    net_wh         INTEGER NOT NULL,     -- sum of delta
    with_actual    INTEGER NOT NULL,     -- intervals
    with_predicted INTEGER NOT NULL,
    with_both      INTEGER NOT NULL,
    with_saving    INTEGER NOT NULL,     -- delta > 0
    local_day      INTEGER AS (day_meter >> 32) VIRTUAL,
    meter_id       INTEGER AS (day_meter & 4294967295) VIRTUAL
) STRICT;

CREATE TABLE reading_correction (
    id           INTEGER PRIMARY KEY,
    meter_id     INTEGER NOT NULL,
    start_utc    INTEGER NOT NULL,
    interval_s   INTEGER NOT NULL,
    channel      TEXT NOT NULL CHECK (channel IN ('actual', 'predicted')),
    old_wh       INTEGER NOT NULL,
    new_wh       INTEGER NOT NULL,
    import_id    INTEGER NOT NULL,
    recorded_utc INTEGER NOT NULL
) STRICT;
CREATE INDEX reading_correction_by_meter ON reading_correction (meter_id, start_utc);

CREATE TRIGGER reading_correction_fixed_insert BEFORE INSERT ON reading_correction
WHEN EXISTS (SELECT 1 FROM reading_correction WHERE id = NEW.id)
BEGIN
    SELECT RAISE(ABORT, 'reading_correction: what is recorded stays');
END;
CREATE TRIGGER reading_correction_fixed_update BEFORE UPDATE ON reading_correction
BEGIN
    SELECT RAISE(ABORT, 'reading_correction: what is recorded stays');
END;
CREATE TRIGGER reading_correction_fixed_delete BEFORE DELETE ON reading_correction
BEGIN
    SELECT RAISE(ABORT, 'reading_correction: what is recorded stays');
END;

-- Views -------------------------------------------------------------------------------------------------------------
-- Bytes become numbers through hex() and instr(): plain SQL, no functions of ours.

-- Block headers as numbers. A width of 0 has no code for "missing": its mask matches no code.
CREATE VIEW reading_block AS
SELECT day_key, meter_id, utc_day, step_min, actual, predicted, actual_width, predicted_width,
       CASE actual_width WHEN 0 THEN -1 ELSE (1 << actual_width) - 1 END AS actual_missing,
       CASE predicted_width WHEN 0 THEN -1 ELSE (1 << predicted_width) - 1 END AS predicted_missing,
       actual_base - (actual_base >> 31 << 32) AS actual_min,
       predicted_base - (predicted_base >> 31 << 32) AS predicted_min
  FROM (SELECT day_key, meter_id, utc_day, step_min, actual, predicted,
               instr('0123456789ABCDEF', substr(a, 1, 1)) * 16 + instr('0123456789ABCDEF', substr(a, 2, 1)) - 17
                   AS actual_width,
               instr('0123456789ABCDEF', substr(p, 1, 1)) * 16 + instr('0123456789ABCDEF', substr(p, 2, 1)) - 17
                   AS predicted_width,
               (instr('0123456789ABCDEF', substr(a, 3, 1)) - 1 << 4) + (instr('0123456789ABCDEF', substr(a, 4, 1)) - 1)
             + (instr('0123456789ABCDEF', substr(a, 5, 1)) - 1 << 12) + (instr('0123456789ABCDEF', substr(a, 6, 1)) - 1 << 8)
             + (instr('0123456789ABCDEF', substr(a, 7, 1)) - 1 << 20) + (instr('0123456789ABCDEF', substr(a, 8, 1)) - 1 << 16)
             + (instr('0123456789ABCDEF', substr(a, 9, 1)) - 1 << 28) + (instr('0123456789ABCDEF', substr(a, 10, 1)) - 1 << 24)
                   AS actual_base,
               (instr('0123456789ABCDEF', substr(p, 3, 1)) - 1 << 4) + (instr('0123456789ABCDEF', substr(p, 4, 1)) - 1)
             + (instr('0123456789ABCDEF', substr(p, 5, 1)) - 1 << 12) + (instr('0123456789ABCDEF', substr(p, 6, 1)) - 1 << 8)
             + (instr('0123456789ABCDEF', substr(p, 7, 1)) - 1 << 20) + (instr('0123456789ABCDEF', substr(p, 8, 1)) - 1 << 16)
             + (instr('0123456789ABCDEF', substr(p, 9, 1)) - 1 << 28) + (instr('0123456789ABCDEF', substr(p, 10, 1)) - 1 << 24)
                   AS predicted_base
          FROM (SELECT day_key, meter_id, utc_day, step_min, actual, predicted,
                       CASE WHEN actual IS NOT NULL THEN hex(substr(actual, 1, 5)) END AS a,
                       CASE WHEN predicted IS NOT NULL THEN hex(substr(predicted, 1, 5)) END AS p
                  FROM reading_day));

-- Every slot of every block by inner key; NULL where a value is missing. The code of slot i starts at bit i x width: five
-- bytes from there hold it whole.
CREATE VIEW reading_slot AS
WITH RECURSIVE slot (slot) AS (SELECT 0 UNION ALL SELECT slot + 1 FROM slot WHERE slot < 287)
SELECT day_key, meter_id, utc_day, slot, utc_day * 86400 + slot * step_min * 60 AS start_utc, step_min * 60 AS interval_s,
       actual_min + nullif(
           (instr('0123456789ABCDEF', substr(a, 1, 1)) - 1 << 4) + (instr('0123456789ABCDEF', substr(a, 2, 1)) - 1)
         + (instr('0123456789ABCDEF', substr(a, 3, 1)) - 1 << 12) + (instr('0123456789ABCDEF', substr(a, 4, 1)) - 1 << 8)
         + (instr('0123456789ABCDEF', substr(a, 5, 1)) - 1 << 20) + (instr('0123456789ABCDEF', substr(a, 6, 1)) - 1 << 16)
         + (instr('0123456789ABCDEF', substr(a, 7, 1)) - 1 << 28) + (instr('0123456789ABCDEF', substr(a, 8, 1)) - 1 << 24)
         + (instr('0123456789ABCDEF', substr(a, 9, 1)) - 1 << 36) + (instr('0123456789ABCDEF', substr(a, 10, 1)) - 1 << 32)
           >> (slot * actual_width & 7) & (1 << actual_width) - 1, actual_missing) AS actual_wh,
       predicted_min + nullif(
           (instr('0123456789ABCDEF', substr(p, 1, 1)) - 1 << 4) + (instr('0123456789ABCDEF', substr(p, 2, 1)) - 1)
         + (instr('0123456789ABCDEF', substr(p, 3, 1)) - 1 << 12) + (instr('0123456789ABCDEF', substr(p, 4, 1)) - 1 << 8)
         + (instr('0123456789ABCDEF', substr(p, 5, 1)) - 1 << 20) + (instr('0123456789ABCDEF', substr(p, 6, 1)) - 1 << 16)
         + (instr('0123456789ABCDEF', substr(p, 7, 1)) - 1 << 28) + (instr('0123456789ABCDEF', substr(p, 8, 1)) - 1 << 24)
         + (instr('0123456789ABCDEF', substr(p, 9, 1)) - 1 << 36) + (instr('0123456789ABCDEF', substr(p, 10, 1)) - 1 << 32)
           >> (slot * predicted_width & 7) & (1 << predicted_width) - 1, predicted_missing) AS predicted_wh
  FROM (SELECT day_key, meter_id, utc_day, slot, step_min, actual_width, actual_min, actual_missing, predicted_width,
               predicted_min, predicted_missing,
               hex(substr(actual, 6 + slot * actual_width / 8, 5)) AS a,
               hex(substr(predicted, 6 + slot * predicted_width / 8, 5)) AS p
          FROM reading_block CROSS JOIN slot ON slot < 1440 / step_min);

-- Every reading as a row, for people. Filter on meter_id (the number printed on the meter) and on utc_day (days since
-- 1970-01-01: unixepoch('2024-05-01') / 86400): both use the key.
CREATE VIEW meter_reading AS
SELECT meter.number AS meter_id, calendar.day AS utc_day, reading_slot.start_utc AS start_utc, reading_slot.interval_s AS interval_s, actual_wh, predicted_wh,
       max(0, predicted_wh - actual_wh) AS delta_wh
  FROM meter
 CROSS JOIN meter_span ON meter_span.meter_id = meter.meter_id
 CROSS JOIN calendar ON calendar.day BETWEEN first_utc / 86400 AND last_utc / 86400
 CROSS JOIN reading_slot ON day_key BETWEEN (meter.meter_id << 20) + (calendar.day << 2)
                                        AND (meter.meter_id << 20) + (calendar.day << 2) + 3
 WHERE actual_wh IS NOT NULL OR predicted_wh IS NOT NULL;

-- What reading_daily must hold, computed from the blocks. By (local_day, meter_id).
CREATE VIEW reading_daily_computed AS
SELECT calendar.day AS local_day, meter.meter_id AS meter_id,
       coalesce(sum(actual_wh), 0) AS actual_wh, coalesce(sum(predicted_wh), 0) AS predicted_wh,
       coalesce(sum(max(0, predicted_wh - actual_wh)), 0) AS saved_wh,
       coalesce(sum(predicted_wh - actual_wh), 0) AS net_wh,
       count(actual_wh) AS with_actual, count(predicted_wh) AS with_predicted,
       count(predicted_wh - actual_wh) AS with_both, count(nullif(max(0, predicted_wh - actual_wh), 0)) AS with_saving
  FROM meter
 CROSS JOIN calendar
 CROSS JOIN reading_slot ON day_key BETWEEN (meter.meter_id << 20) + (calendar.start_utc / 86400 << 2)
                                        AND (meter.meter_id << 20) + ((calendar.end_utc - 1) / 86400 << 2) + 3
 WHERE reading_slot.start_utc >= calendar.start_utc AND reading_slot.start_utc < calendar.end_utc
   AND (actual_wh IS NOT NULL OR predicted_wh IS NOT NULL)
 GROUP BY calendar.day, meter.meter_id;

-- Rule populate_deltas: deltas and sums follow the readings. -----------------------------------------------------------
-- drp keeps the sums itself in the transaction that writes blocks, and turns its own connection's triggers off for that.
-- For everybody else these do it, from the blocks, whatever was there before.

CREATE TRIGGER populate_deltas AFTER INSERT ON reading_day
BEGIN
    INSERT INTO reading_day_changed (day_key) VALUES (NEW.day_key);
END;
CREATE TRIGGER populate_deltas_update AFTER UPDATE ON reading_day
BEGIN
    INSERT INTO reading_day_changed (day_key) SELECT OLD.day_key WHERE OLD.day_key <> NEW.day_key;
    INSERT INTO reading_day_changed (day_key) VALUES (NEW.day_key);
END;
CREATE TRIGGER populate_deltas_delete AFTER DELETE ON reading_day
BEGIN
    INSERT INTO reading_day_changed (day_key) VALUES (OLD.day_key);
END;

-- The one body of the three: "inserting" a key here checks its row and computes anew what follows from it.
CREATE VIEW reading_day_changed (day_key) AS SELECT day_key FROM reading_day;

CREATE TRIGGER populate_deltas_body INSTEAD OF INSERT ON reading_day_changed
BEGIN
    SELECT RAISE(ABORT, 'reading_day: there is no such meter')
     WHERE NOT EXISTS (SELECT 1 FROM meter WHERE meter_id = NEW.day_key >> 20);
    SELECT RAISE(ABORT, 'reading_day: outside the calendar')
     WHERE NOT EXISTS (SELECT 1 FROM calendar WHERE day = NEW.day_key >> 2 & 262143);
    SELECT RAISE(ABORT, 'reading_day: not a FOR1 block')
      FROM reading_block
     WHERE day_key = NEW.day_key
       AND ((actual IS NULL AND predicted IS NULL)
         OR length(actual) < 5 OR actual_width > 32
         OR length(actual) <> 5 + (1440 / step_min * actual_width + 7) / 8
         OR length(predicted) < 5 OR predicted_width > 32
         OR length(predicted) <> 5 + (1440 / step_min * predicted_width + 7) / 8);
    SELECT RAISE(ABORT, 'reading_day: n is not the number of values')
      FROM reading_day
     WHERE day_key = NEW.day_key
       AND n <> (SELECT count(actual_wh) + count(predicted_wh) FROM reading_slot WHERE day_key = NEW.day_key);

    INSERT INTO meter_span (meter_id, first_utc, last_utc, interval_s)
    SELECT meter_id, utc_day * 86400, utc_day * 86400 + 86400 - step_min * 60, step_min * 60
      FROM reading_day
     WHERE day_key = NEW.day_key
        ON CONFLICT (meter_id) DO UPDATE
       SET interval_s = CASE WHEN excluded.last_utc >= last_utc THEN excluded.interval_s ELSE interval_s END,
           first_utc = min(first_utc, excluded.first_utc),
           last_utc = max(last_utc, excluded.last_utc);
    UPDATE meter_span
       SET first_actual_utc = (
               SELECT min(start_utc) FROM reading_slot
                WHERE actual_wh IS NOT NULL
                  AND day_key IN (SELECT day_key FROM reading_day
                                   WHERE day_key >= NEW.day_key >> 20 << 20 AND day_key < (NEW.day_key >> 20) + 1 << 20
                                     AND actual IS NOT NULL ORDER BY day_key LIMIT 4)),
           last_actual_utc = (
               SELECT max(start_utc) FROM reading_slot
                WHERE actual_wh IS NOT NULL
                  AND day_key IN (SELECT day_key FROM reading_day
                                   WHERE day_key >= NEW.day_key >> 20 << 20 AND day_key < (NEW.day_key >> 20) + 1 << 20
                                     AND actual IS NOT NULL ORDER BY day_key DESC LIMIT 4))
     WHERE meter_id = NEW.day_key >> 20;

    INSERT INTO reading_daily (day_meter, actual_wh, predicted_wh, saved_wh, net_wh,
                               with_actual, with_predicted, with_both, with_saving)
    SELECT (local_day << 32) + meter_id, actual_wh, predicted_wh, saved_wh, net_wh,
           with_actual, with_predicted, with_both, with_saving
      FROM reading_daily_computed
     WHERE meter_id = NEW.day_key >> 20
       AND local_day BETWEEN (NEW.day_key >> 2 & 262143) - 1 AND (NEW.day_key >> 2 & 262143) + 1
        ON CONFLICT (day_meter) DO UPDATE
       SET actual_wh = excluded.actual_wh, predicted_wh = excluded.predicted_wh, saved_wh = excluded.saved_wh,
           net_wh = excluded.net_wh, with_actual = excluded.with_actual, with_predicted = excluded.with_predicted,
           with_both = excluded.with_both, with_saving = excluded.with_saving;
    DELETE FROM reading_daily
     WHERE day_meter IN (SELECT (day << 32) + (NEW.day_key >> 20) FROM calendar
                          WHERE day BETWEEN (NEW.day_key >> 2 & 262143) - 1 AND (NEW.day_key >> 2 & 262143) + 1
                         EXCEPT
                         SELECT (local_day << 32) + meter_id FROM reading_daily_computed
                          WHERE meter_id = NEW.day_key >> 20
                            AND local_day BETWEEN (NEW.day_key >> 2 & 262143) - 1 AND (NEW.day_key >> 2 & 262143) + 1);
END;

-- … and nobody writes sums that are not those of the blocks.
CREATE TRIGGER populate_deltas_guard_insert AFTER INSERT ON reading_daily
WHEN NOT EXISTS (SELECT 1 FROM reading_daily_computed AS c
                  WHERE c.local_day = NEW.local_day AND c.meter_id = NEW.meter_id
                    AND c.actual_wh = NEW.actual_wh AND c.predicted_wh = NEW.predicted_wh
                    AND c.saved_wh = NEW.saved_wh AND c.net_wh = NEW.net_wh
                    AND c.with_actual = NEW.with_actual AND c.with_predicted = NEW.with_predicted
                    AND c.with_both = NEW.with_both AND c.with_saving = NEW.with_saving)
BEGIN
    SELECT RAISE(ABORT, 'populate_deltas: the sums of a day follow its readings');
END;
CREATE TRIGGER populate_deltas_guard_update AFTER UPDATE ON reading_daily
WHEN OLD.day_meter <> NEW.day_meter
  OR NOT EXISTS (SELECT 1 FROM reading_daily_computed AS c
                  WHERE c.local_day = NEW.local_day AND c.meter_id = NEW.meter_id
                    AND c.actual_wh = NEW.actual_wh AND c.predicted_wh = NEW.predicted_wh
                    AND c.saved_wh = NEW.saved_wh AND c.net_wh = NEW.net_wh
                    AND c.with_actual = NEW.with_actual AND c.with_predicted = NEW.with_predicted
                    AND c.with_both = NEW.with_both AND c.with_saving = NEW.with_saving)
BEGIN
    SELECT RAISE(ABORT, 'populate_deltas: the sums of a day follow its readings');
END;
CREATE TRIGGER populate_deltas_guard_delete AFTER DELETE ON reading_daily
WHEN EXISTS (SELECT 1 FROM reading_daily_computed WHERE local_day = OLD.local_day AND meter_id = OLD.meter_id)
BEGIN
    SELECT RAISE(ABORT, 'populate_deltas: the sums of a day follow its readings');
END;
