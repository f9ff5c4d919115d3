-- The fleet's sums per local day: what reading_daily adds up to over all meters. drp keeps them in the transaction that
-- writes readings; for everybody else the triggers of rule populate_deltas do.

CREATE TABLE fleet_daily (
    local_day      INTEGER PRIMARY KEY,
    meters         INTEGER NOT NULL CHECK (meters > 0),  -- that have any value on that day
    actual_wh      INTEGER NOT NULL,
    predicted_wh   INTEGER NOT NULL,
    saved_wh       INTEGER NOT NULL,
    net_wh         INTEGER NOT NULL,
    with_actual    INTEGER NOT NULL,
    with_predicted INTEGER NOT NULL,
    with_both      INTEGER NOT NULL,
    with_saving    INTEGER NOT NULL
) STRICT;

-- What it must hold.
CREATE VIEW fleet_daily_computed AS
SELECT day_meter >> 32 AS local_day, count(*) AS meters, sum(actual_wh) AS actual_wh, sum(predicted_wh) AS predicted_wh,
       sum(saved_wh) AS saved_wh, sum(net_wh) AS net_wh, sum(with_actual) AS with_actual,
       sum(with_predicted) AS with_predicted, sum(with_both) AS with_both, sum(with_saving) AS with_saving
  FROM reading_daily
 GROUP BY day_meter >> 32;

INSERT INTO fleet_daily SELECT * FROM fleet_daily_computed;

CREATE TRIGGER populate_deltas_fleet_insert AFTER INSERT ON reading_daily
BEGIN
    INSERT INTO fleet_daily VALUES (NEW.day_meter >> 32, 1, NEW.actual_wh, NEW.predicted_wh, NEW.saved_wh, NEW.net_wh,
                                    NEW.with_actual, NEW.with_predicted, NEW.with_both, NEW.with_saving)
        ON CONFLICT (local_day) DO UPDATE
       SET meters = meters + 1,
           actual_wh = actual_wh + excluded.actual_wh, predicted_wh = predicted_wh + excluded.predicted_wh,
           saved_wh = saved_wh + excluded.saved_wh, net_wh = net_wh + excluded.net_wh,
           with_actual = with_actual + excluded.with_actual, with_predicted = with_predicted + excluded.with_predicted,
           with_both = with_both + excluded.with_both, with_saving = with_saving + excluded.with_saving;
END;

CREATE TRIGGER populate_deltas_fleet_update AFTER UPDATE ON reading_daily
BEGIN
    UPDATE fleet_daily
       SET actual_wh = actual_wh + NEW.actual_wh - OLD.actual_wh,
           predicted_wh = predicted_wh + NEW.predicted_wh - OLD.predicted_wh,
           saved_wh = saved_wh + NEW.saved_wh - OLD.saved_wh, net_wh = net_wh + NEW.net_wh - OLD.net_wh,
           with_actual = with_actual + NEW.with_actual - OLD.with_actual,
           with_predicted = with_predicted + NEW.with_predicted - OLD.with_predicted,
           with_both = with_both + NEW.with_both - OLD.with_both,
           with_saving = with_saving + NEW.with_saving - OLD.with_saving
     WHERE local_day = NEW.day_meter >> 32;
END;

CREATE TRIGGER populate_deltas_fleet_delete AFTER DELETE ON reading_daily
BEGIN
    DELETE FROM fleet_daily WHERE local_day = OLD.day_meter >> 32 AND meters = 1;
    UPDATE fleet_daily
       SET meters = meters - 1,
           actual_wh = actual_wh - OLD.actual_wh, predicted_wh = predicted_wh - OLD.predicted_wh,
           saved_wh = saved_wh - OLD.saved_wh, net_wh = net_wh - OLD.net_wh,
           with_actual = with_actual - OLD.with_actual, with_predicted = with_predicted - OLD.with_predicted,
           with_both = with_both - OLD.with_both, with_saving = with_saving - OLD.with_saving
     WHERE local_day = OLD.day_meter >> 32;
END;

-- … and nobody writes what the meters' sums do not add up to.
CREATE TRIGGER populate_deltas_fleet_guard_insert AFTER INSERT ON fleet_daily
WHEN (SELECT count(*) <> NEW.meters
          OR sum(actual_wh) IS NOT NEW.actual_wh OR sum(predicted_wh) IS NOT NEW.predicted_wh
          OR sum(saved_wh) IS NOT NEW.saved_wh OR sum(net_wh) IS NOT NEW.net_wh
          OR sum(with_actual) IS NOT NEW.with_actual OR sum(with_predicted) IS NOT NEW.with_predicted
          OR sum(with_both) IS NOT NEW.with_both OR sum(with_saving) IS NOT NEW.with_saving
        FROM reading_daily
       WHERE day_meter >= NEW.local_day << 32 AND day_meter < NEW.local_day + 1 << 32)
BEGIN
    SELECT RAISE(ABORT, 'populate_deltas: the sums of the fleet follow those of its meters');
END;
CREATE TRIGGER populate_deltas_fleet_guard_update AFTER UPDATE ON fleet_daily
WHEN (SELECT count(*) <> NEW.meters
          OR sum(actual_wh) IS NOT NEW.actual_wh OR sum(predicted_wh) IS NOT NEW.predicted_wh
          OR sum(saved_wh) IS NOT NEW.saved_wh OR sum(net_wh) IS NOT NEW.net_wh
          OR sum(with_actual) IS NOT NEW.with_actual OR sum(with_predicted) IS NOT NEW.with_predicted
          OR sum(with_both) IS NOT NEW.with_both OR sum(with_saving) IS NOT NEW.with_saving
        FROM reading_daily
       WHERE day_meter >= NEW.local_day << 32 AND day_meter < NEW.local_day + 1 << 32)
BEGIN
    SELECT RAISE(ABORT, 'populate_deltas: the sums of the fleet follow those of its meters');
END;
CREATE TRIGGER populate_deltas_fleet_guard_delete AFTER DELETE ON fleet_daily
WHEN EXISTS (SELECT 1 FROM reading_daily WHERE day_meter >= OLD.local_day << 32 AND day_meter < OLD.local_day + 1 << 32)
BEGIN
    SELECT RAISE(ABORT, 'populate_deltas: the sums of the fleet follow those of its meters');
END;

-- What an import added, so that it can be undone; what it corrected is in reading_correction. -------------------------

ALTER TABLE import ADD COLUMN undone_utc INTEGER;

CREATE TABLE import_journal (
    journal_id   INTEGER PRIMARY KEY,
    import_id    INTEGER NOT NULL,
    recorded_utc INTEGER NOT NULL,
    entries      BLOB NOT NULL  -- storage/import_journal.hpp
) STRICT;
CREATE INDEX import_journal_by_import ON import_journal (import_id);
CREATE INDEX import_journal_by_time ON import_journal (recorded_utc);

CREATE INDEX reading_correction_by_import ON reading_correction (import_id);
