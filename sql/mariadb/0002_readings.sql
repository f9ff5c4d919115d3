-- Readings as series blocks (docs/formats/series-block.md), their daily sums, corrections, and views for any SQL tool.

-- Facts about the store as a whole; `time_zone` is set once.
CREATE TABLE setting (
    "key" VARCHAR(100) PRIMARY KEY,
    value TEXT NOT NULL
) ENGINE = InnoDB COLLATE = utf8mb4_nopad_bin;

-- The days from 1989-12-31 to 2100-01-01, counted from 1970-01-01: as UTC days, and as the provider's local days, which
-- start and end at these instants. Filled when the store is made, fixed from then on.
CREATE TABLE calendar (
    day       BIGINT PRIMARY KEY,
    start_utc BIGINT NOT NULL,
    end_utc   BIGINT NOT NULL CHECK (end_utc >= start_utc)  -- Samoa had no 30 December 2011
) ENGINE = InnoDB COLLATE = utf8mb4_nopad_bin;

CREATE TRIGGER calendar_fixed_insert BEFORE INSERT ON calendar FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF EXISTS (SELECT 1 FROM setting WHERE "key" = 'time_zone') THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'calendar: the local days of a store are fixed';
    END IF;
END;
CREATE TRIGGER calendar_fixed_update BEFORE UPDATE ON calendar FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'calendar: the local days of a store are fixed';
END;
CREATE TRIGGER calendar_fixed_delete BEFORE DELETE ON calendar FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'calendar: the local days of a store are fixed';
END;
CREATE TRIGGER time_zone_fixed_insert BEFORE INSERT ON setting FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF NEW."key" = 'time_zone' AND EXISTS (SELECT 1 FROM setting WHERE "key" = 'time_zone') THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'setting: the time zone of a store is fixed';
    END IF;
END;
CREATE TRIGGER time_zone_fixed_update BEFORE UPDATE ON setting FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF OLD."key" = 'time_zone' OR NEW."key" = 'time_zone' THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'setting: the time zone of a store is fixed';
    END IF;
END;
CREATE TRIGGER time_zone_fixed_delete BEFORE DELETE ON setting FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF OLD."key" = 'time_zone' THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'setting: the time zone of a store is fixed';
    END IF;
END;

-- One row per meter, UTC day and interval length. Two bits of the key are the step: 0, 1, 2, 3 for 5, 15, 30, 60 min.
CREATE TABLE reading_day (
    day_key   BIGINT PRIMARY KEY,  -- (meter_id << 20) + (utc_day << 2) + step
    n         BIGINT NOT NULL,     -- values present, both channels together
    rev       BIGINT NOT NULL,     -- counts the changes of this row, from 1
    actual    VARBINARY(1200),     -- FOR1 block, NULL where nothing is present
    predicted VARBINARY(1200),
    meter_id  BIGINT AS (day_key >> 20) VIRTUAL,
    utc_day   BIGINT AS (day_key >> 2 & 262143) VIRTUAL,
    step_min  BIGINT AS (CASE day_key & 3 WHEN 0 THEN 5 WHEN 1 THEN 15 WHEN 2 THEN 30 ELSE 60 END) VIRTUAL
) ENGINE = InnoDB COLLATE = utf8mb4_nopad_bin;

-- Where a meter's readings lie, so that lists need not look at them. Instants are starts of intervals.
CREATE TABLE meter_span (
    meter_id         BIGINT PRIMARY KEY,
    first_utc        BIGINT NOT NULL,  -- of any value, prediction or actual; never later than the first
    last_utc         BIGINT NOT NULL,  -- … never earlier than the last
    first_actual_utc BIGINT,
    last_actual_utc  BIGINT,
    interval_s       BIGINT NOT NULL   -- of the last values
) ENGINE = InnoDB COLLATE = utf8mb4_nopad_bin;

-- Sums per local day and meter; delta = predicted - actual where both exist.
CREATE TABLE reading_daily (
    day_meter      BIGINT PRIMARY KEY,  -- (local_day << 32) + meter_id
    actual_wh      BIGINT NOT NULL,
    predicted_wh   BIGINT NOT NULL,
    saved_wh       BIGINT NOT NULL,     -- sum of max(0, delta)
    net_wh         BIGINT NOT NULL,     -- sum of delta
    with_actual    BIGINT NOT NULL,     -- intervals
    with_predicted BIGINT NOT NULL,
    with_both      BIGINT NOT NULL,
    with_saving    BIGINT NOT NULL,     -- delta > 0
    local_day      BIGINT AS (day_meter >> 32) VIRTUAL,
    meter_id       BIGINT AS (day_meter & 4294967295) VIRTUAL
) ENGINE = InnoDB COLLATE = utf8mb4_nopad_bin;

CREATE TABLE reading_correction (
    id           BIGINT AUTO_INCREMENT PRIMARY KEY,
    meter_id     BIGINT NOT NULL,
    start_utc    BIGINT NOT NULL,
    interval_s   BIGINT NOT NULL,
    channel      VARCHAR(10) NOT NULL CHECK (channel IN ('actual', 'predicted')),
    old_wh       BIGINT NOT NULL,
    new_wh       BIGINT NOT NULL,
    import_id    BIGINT NOT NULL,
    recorded_utc BIGINT NOT NULL
) ENGINE = InnoDB COLLATE = utf8mb4_nopad_bin;
CREATE INDEX reading_correction_by_meter ON reading_correction (meter_id, start_utc);

CREATE TRIGGER reading_correction_fixed_insert BEFORE INSERT ON reading_correction FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF EXISTS (SELECT 1 FROM reading_correction WHERE id = NEW.id) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'reading_correction: what is recorded stays';
    END IF;
END;
CREATE TRIGGER reading_correction_fixed_update BEFORE UPDATE ON reading_correction FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'reading_correction: what is recorded stays';
END;
CREATE TRIGGER reading_correction_fixed_delete BEFORE DELETE ON reading_correction FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'reading_correction: what is recorded stays';
END;

-- Views -------------------------------------------------------------------------------------------------------------
-- Plain SQL, no functions of ours; seq_0_to_287 is MariaDB's own table of numbers. Where a view joins, it says in which
-- order (STRAIGHT_JOIN): from few rows to the blocks, and to each block by its key.

-- Block headers as numbers. A width of 0 has no code for "missing": its mask matches no code.
CREATE VIEW reading_block AS
SELECT day_key, meter_id, utc_day, step_min, actual, predicted,
       ascii(actual) AS actual_width, ascii(predicted) AS predicted_width,
       CASE ascii(actual) WHEN 0 THEN -1 ELSE CAST((1 << ascii(actual)) - 1 AS SIGNED) END AS actual_missing,
       CASE ascii(predicted) WHEN 0 THEN -1 ELSE CAST((1 << ascii(predicted)) - 1 AS SIGNED) END AS predicted_missing,
       CAST(conv(hex(reverse(substr(actual, 2, 4))), 16, 10) AS SIGNED)
           - CASE WHEN ascii(substr(actual, 5, 1)) > 127 THEN 4294967296 ELSE 0 END AS actual_min,
       CAST(conv(hex(reverse(substr(predicted, 2, 4))), 16, 10) AS SIGNED)
           - CASE WHEN ascii(substr(predicted, 5, 1)) > 127 THEN 4294967296 ELSE 0 END AS predicted_min
  FROM reading_day;

-- Every slot of every block by inner key; NULL where a value is missing. The code of slot i starts at bit i x width: five
-- bytes from there hold it whole.
CREATE VIEW reading_slot AS
SELECT day_key, meter_id, utc_day, CAST(numbers.seq AS SIGNED) AS slot,
       utc_day * 86400 + CAST(numbers.seq AS SIGNED) * step_min * 60 AS start_utc, step_min * 60 AS interval_s,
       actual_min + nullif(CAST(conv(concat('0', hex(reverse(substr(actual, 6 + numbers.seq * actual_width DIV 8, 5)))), 16, 10)
                         >> (numbers.seq * actual_width & 7) & (1 << actual_width) - 1 AS SIGNED), actual_missing) AS actual_wh,
       predicted_min + nullif(CAST(conv(concat('0', hex(reverse(substr(predicted, 6 + numbers.seq * predicted_width DIV 8, 5)))), 16, 10)
                         >> (numbers.seq * predicted_width & 7) & (1 << predicted_width) - 1 AS SIGNED), predicted_missing) AS predicted_wh
  FROM reading_block
 STRAIGHT_JOIN seq_0_to_287 AS numbers ON numbers.seq < 1440 DIV step_min;

-- Every reading as a row, for people. Filter on meter_id (the number printed on the meter) and on utc_day (days since
-- 1970-01-01: unix_timestamp('2024-05-01') DIV 86400 in a session of UTC): both use the key.
CREATE VIEW meter_reading AS
SELECT meter.number AS meter_id, calendar.day AS utc_day, reading_slot.start_utc AS start_utc,
       reading_slot.interval_s AS interval_s, actual_wh, predicted_wh,
       greatest(0, predicted_wh - actual_wh) AS delta_wh
  FROM meter
 STRAIGHT_JOIN meter_span ON meter_span.meter_id = meter.meter_id
 STRAIGHT_JOIN calendar ON calendar.day BETWEEN first_utc DIV 86400 AND last_utc DIV 86400
 STRAIGHT_JOIN seq_0_to_3 AS step
 STRAIGHT_JOIN reading_slot ON day_key = (meter.meter_id << 20) + (calendar.day << 2) + step.seq
 WHERE actual_wh IS NOT NULL OR predicted_wh IS NOT NULL;

-- What reading_daily must hold, computed from the blocks. By (local_day, meter_id). A local day of 25 hours can touch
-- three UTC days, with four lengths of interval each.
CREATE VIEW reading_daily_computed AS
SELECT calendar.day AS local_day, meter.meter_id AS meter_id,
       CAST(coalesce(sum(actual_wh), 0) AS SIGNED) AS actual_wh,
       CAST(coalesce(sum(predicted_wh), 0) AS SIGNED) AS predicted_wh,
       CAST(coalesce(sum(greatest(0, predicted_wh - actual_wh)), 0) AS SIGNED) AS saved_wh,
       CAST(coalesce(sum(predicted_wh - actual_wh), 0) AS SIGNED) AS net_wh,
       count(actual_wh) AS with_actual, count(predicted_wh) AS with_predicted,
       count(predicted_wh - actual_wh) AS with_both,
       count(nullif(greatest(0, predicted_wh - actual_wh), 0)) AS with_saving
  FROM meter
 STRAIGHT_JOIN calendar
 STRAIGHT_JOIN seq_0_to_11 AS part ON calendar.start_utc DIV 86400 + part.seq DIV 4 <= (calendar.end_utc - 1) DIV 86400
 STRAIGHT_JOIN reading_slot ON day_key = (meter.meter_id << 20)
                                       + (calendar.start_utc DIV 86400 + part.seq DIV 4 << 2) + (part.seq & 3)
 WHERE reading_slot.start_utc >= calendar.start_utc AND reading_slot.start_utc < calendar.end_utc
   AND (actual_wh IS NOT NULL OR predicted_wh IS NOT NULL)
 GROUP BY calendar.day, meter.meter_id;

-- Rule populate_deltas: deltas and sums follow the readings. -----------------------------------------------------------
-- drp keeps the sums itself in the transaction that writes blocks, and turns its own session's triggers off for that.
-- For everybody else these do it, from the blocks, whatever was there before.

-- The one body of the three: checks the row of a key and computes anew what follows from it.
CREATE PROCEDURE populate_deltas_body (changed_key BIGINT)
BEGIN
    DECLARE of_meter BIGINT DEFAULT changed_key >> 20;
    DECLARE of_day BIGINT DEFAULT changed_key >> 2 & 262143;
    IF NOT EXISTS (SELECT 1 FROM meter WHERE meter_id = of_meter) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'reading_day: there is no such meter';
    END IF;
    IF NOT EXISTS (SELECT 1 FROM calendar WHERE day = of_day) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'reading_day: outside the calendar';
    END IF;
    IF EXISTS (SELECT 1 FROM reading_block
                WHERE day_key = changed_key
                  AND ((actual IS NULL AND predicted IS NULL)
                    OR length(actual) < 5 OR actual_width > 32
                    OR length(actual) <> 5 + (1440 DIV step_min * actual_width + 7) DIV 8
                    OR length(predicted) < 5 OR predicted_width > 32
                    OR length(predicted) <> 5 + (1440 DIV step_min * predicted_width + 7) DIV 8)) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'reading_day: not a FOR1 block';
    END IF;
    IF (SELECT n FROM reading_day WHERE day_key = changed_key)
       <> (SELECT count(actual_wh) + count(predicted_wh) FROM reading_slot WHERE day_key = changed_key) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'reading_day: n is not the number of values';
    END IF;

    INSERT INTO meter_span (meter_id, first_utc, last_utc, interval_s)
    SELECT of_meter, utc_day * 86400, utc_day * 86400 + 86400 - step_min * 60, step_min * 60
      FROM reading_day
     WHERE day_key = changed_key
        ON DUPLICATE KEY UPDATE  -- one after the other: interval_s is decided by last_utc as it was
           interval_s = CASE WHEN VALUES(last_utc) >= meter_span.last_utc THEN VALUES(interval_s)
                             ELSE meter_span.interval_s END,
           first_utc = least(meter_span.first_utc, VALUES(first_utc)),
           last_utc = greatest(meter_span.last_utc, VALUES(last_utc));
    UPDATE meter_span
       SET first_actual_utc = (
               SELECT min(start_utc)
                 FROM (SELECT day_key AS some_key FROM reading_day
                        WHERE day_key >= of_meter << 20 AND day_key < of_meter + 1 << 20 AND actual IS NOT NULL
                        ORDER BY day_key LIMIT 4) AS some
                 JOIN reading_slot ON reading_slot.day_key = some.some_key
                WHERE actual_wh IS NOT NULL),
           last_actual_utc = (
               SELECT max(start_utc)
                 FROM (SELECT day_key AS some_key FROM reading_day
                        WHERE day_key >= of_meter << 20 AND day_key < of_meter + 1 << 20 AND actual IS NOT NULL
                        ORDER BY day_key DESC LIMIT 4) AS some
                 JOIN reading_slot ON reading_slot.day_key = some.some_key
                WHERE actual_wh IS NOT NULL)
     WHERE meter_id = of_meter;

    INSERT INTO reading_daily (day_meter, actual_wh, predicted_wh, saved_wh, net_wh,
                               with_actual, with_predicted, with_both, with_saving)
    SELECT (c.local_day << 32) + c.meter_id, c.actual_wh, c.predicted_wh, c.saved_wh, c.net_wh,
           c.with_actual, c.with_predicted, c.with_both, c.with_saving
      FROM reading_daily_computed AS c
     WHERE c.meter_id = of_meter AND c.local_day BETWEEN of_day - 1 AND of_day + 1
        ON DUPLICATE KEY UPDATE
           actual_wh = VALUES(actual_wh), predicted_wh = VALUES(predicted_wh), saved_wh = VALUES(saved_wh),
           net_wh = VALUES(net_wh), with_actual = VALUES(with_actual), with_predicted = VALUES(with_predicted),
           with_both = VALUES(with_both), with_saving = VALUES(with_saving);
    DELETE FROM reading_daily
     WHERE day_meter IN ((of_day - 1 << 32) + of_meter, (of_day << 32) + of_meter, (of_day + 1 << 32) + of_meter)
       AND NOT EXISTS (SELECT 1 FROM reading_daily_computed AS c
                        WHERE c.meter_id = of_meter AND c.local_day BETWEEN of_day - 1 AND of_day + 1
                          AND c.local_day = reading_daily.local_day);
END;

CREATE TRIGGER populate_deltas AFTER INSERT ON reading_day FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    CALL populate_deltas_body(NEW.day_key);
END;
CREATE TRIGGER populate_deltas_update AFTER UPDATE ON reading_day FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF OLD.day_key <> NEW.day_key THEN
        CALL populate_deltas_body(OLD.day_key);
    END IF;
    CALL populate_deltas_body(NEW.day_key);
END;
CREATE TRIGGER populate_deltas_delete AFTER DELETE ON reading_day FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    CALL populate_deltas_body(OLD.day_key);
END;

-- … and nobody writes sums that are not those of the blocks.
CREATE TRIGGER populate_deltas_guard_insert AFTER INSERT ON reading_daily FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF NOT EXISTS (SELECT 1 FROM reading_daily_computed AS c
                        WHERE c.local_day = NEW.day_meter >> 32 AND c.meter_id = NEW.day_meter & 4294967295
                          AND c.actual_wh = NEW.actual_wh AND c.predicted_wh = NEW.predicted_wh
                          AND c.saved_wh = NEW.saved_wh AND c.net_wh = NEW.net_wh
                          AND c.with_actual = NEW.with_actual AND c.with_predicted = NEW.with_predicted
                          AND c.with_both = NEW.with_both AND c.with_saving = NEW.with_saving) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'populate_deltas: the sums of a day follow its readings';
    END IF;
END;
CREATE TRIGGER populate_deltas_guard_update AFTER UPDATE ON reading_daily FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF (OLD.day_meter <> NEW.day_meter
         OR NOT EXISTS (SELECT 1 FROM reading_daily_computed AS c
                         WHERE c.local_day = NEW.day_meter >> 32 AND c.meter_id = NEW.day_meter & 4294967295
                           AND c.actual_wh = NEW.actual_wh AND c.predicted_wh = NEW.predicted_wh
                           AND c.saved_wh = NEW.saved_wh AND c.net_wh = NEW.net_wh
                           AND c.with_actual = NEW.with_actual AND c.with_predicted = NEW.with_predicted
                           AND c.with_both = NEW.with_both AND c.with_saving = NEW.with_saving)) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'populate_deltas: the sums of a day follow its readings';
    END IF;
END;
CREATE TRIGGER populate_deltas_guard_delete AFTER DELETE ON reading_daily FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF EXISTS (SELECT 1 FROM reading_daily_computed AS c
                    WHERE c.local_day = OLD.day_meter >> 32 AND c.meter_id = OLD.day_meter & 4294967295) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'populate_deltas: the sums of a day follow its readings';
    END IF;
END;
