-- The fleet's sums per local day: what reading_daily adds up to over all meters. drp keeps them in the transaction that
-- writes readings; for everybody else the triggers of rule populate_deltas do.

CREATE TABLE fleet_daily (
    local_day      BIGINT PRIMARY KEY,
    meters         BIGINT NOT NULL CHECK (meters > 0),  -- that have any value on that day
    actual_wh      BIGINT NOT NULL,
    predicted_wh   BIGINT NOT NULL,
    saved_wh       BIGINT NOT NULL,
    net_wh         BIGINT NOT NULL,
    with_actual    BIGINT NOT NULL,
    with_predicted BIGINT NOT NULL,
    with_both      BIGINT NOT NULL,
    with_saving    BIGINT NOT NULL
) ENGINE = InnoDB COLLATE = utf8mb4_nopad_bin;

-- What it must hold.
CREATE VIEW fleet_daily_computed AS
SELECT CAST(day_meter >> 32 AS SIGNED) AS local_day, count(*) AS meters,
       CAST(sum(actual_wh) AS SIGNED) AS actual_wh,
       CAST(sum(predicted_wh) AS SIGNED) AS predicted_wh,
       CAST(sum(saved_wh) AS SIGNED) AS saved_wh,
       CAST(sum(net_wh) AS SIGNED) AS net_wh,
       CAST(sum(with_actual) AS SIGNED) AS with_actual,
       CAST(sum(with_predicted) AS SIGNED) AS with_predicted,
       CAST(sum(with_both) AS SIGNED) AS with_both,
       CAST(sum(with_saving) AS SIGNED) AS with_saving
  FROM reading_daily
 GROUP BY day_meter >> 32;

INSERT INTO fleet_daily SELECT * FROM fleet_daily_computed;

CREATE TRIGGER populate_deltas_fleet_insert AFTER INSERT ON reading_daily FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    INSERT INTO fleet_daily VALUES (NEW.day_meter >> 32, 1, NEW.actual_wh, NEW.predicted_wh, NEW.saved_wh, NEW.net_wh,
                                    NEW.with_actual, NEW.with_predicted, NEW.with_both, NEW.with_saving)
        ON DUPLICATE KEY UPDATE
           meters = meters + 1,
           actual_wh = actual_wh + VALUES(actual_wh), predicted_wh = predicted_wh + VALUES(predicted_wh),
           saved_wh = saved_wh + VALUES(saved_wh), net_wh = net_wh + VALUES(net_wh),
           with_actual = with_actual + VALUES(with_actual), with_predicted = with_predicted + VALUES(with_predicted),
           with_both = with_both + VALUES(with_both), with_saving = with_saving + VALUES(with_saving);
END;

CREATE TRIGGER populate_deltas_fleet_update AFTER UPDATE ON reading_daily FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
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

CREATE TRIGGER populate_deltas_fleet_delete AFTER DELETE ON reading_daily FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
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
CREATE TRIGGER populate_deltas_fleet_guard_insert AFTER INSERT ON fleet_daily FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF (SELECT count(*) <> NEW.meters
            OR NOT (sum(actual_wh) <=> NEW.actual_wh)
            OR NOT (sum(predicted_wh) <=> NEW.predicted_wh)
            OR NOT (sum(saved_wh) <=> NEW.saved_wh)
            OR NOT (sum(net_wh) <=> NEW.net_wh)
            OR NOT (sum(with_actual) <=> NEW.with_actual)
            OR NOT (sum(with_predicted) <=> NEW.with_predicted)
            OR NOT (sum(with_both) <=> NEW.with_both)
            OR NOT (sum(with_saving) <=> NEW.with_saving)
          FROM reading_daily
         WHERE day_meter >= NEW.local_day << 32 AND day_meter < NEW.local_day + 1 << 32) THEN
        SIGNAL SQLSTATE '45000'
           SET MESSAGE_TEXT = 'populate_deltas: the sums of the fleet follow those of its meters';
    END IF;
END;
CREATE TRIGGER populate_deltas_fleet_guard_update AFTER UPDATE ON fleet_daily FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF (SELECT count(*) <> NEW.meters
            OR NOT (sum(actual_wh) <=> NEW.actual_wh)
            OR NOT (sum(predicted_wh) <=> NEW.predicted_wh)
            OR NOT (sum(saved_wh) <=> NEW.saved_wh)
            OR NOT (sum(net_wh) <=> NEW.net_wh)
            OR NOT (sum(with_actual) <=> NEW.with_actual)
            OR NOT (sum(with_predicted) <=> NEW.with_predicted)
            OR NOT (sum(with_both) <=> NEW.with_both)
            OR NOT (sum(with_saving) <=> NEW.with_saving)
          FROM reading_daily
         WHERE day_meter >= NEW.local_day << 32 AND day_meter < NEW.local_day + 1 << 32) THEN
        SIGNAL SQLSTATE '45000'
           SET MESSAGE_TEXT = 'populate_deltas: the sums of the fleet follow those of its meters';
    END IF;
END;
CREATE TRIGGER populate_deltas_fleet_guard_delete AFTER DELETE ON fleet_daily FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF EXISTS (SELECT 1 FROM reading_daily WHERE day_meter >= OLD.local_day << 32 AND day_meter < OLD.local_day + 1 << 32) THEN
        SIGNAL SQLSTATE '45000'
           SET MESSAGE_TEXT = 'populate_deltas: the sums of the fleet follow those of its meters';
    END IF;
END;

-- What an import added, so that it can be undone; what it corrected is in reading_correction. -------------------------

ALTER TABLE import ADD COLUMN undone_utc BIGINT;

CREATE TABLE import_journal (
    journal_id   BIGINT AUTO_INCREMENT PRIMARY KEY,
    import_id    BIGINT NOT NULL,
    recorded_utc BIGINT NOT NULL,
    entries      LONGBLOB NOT NULL  -- storage/import_journal.hpp
) ENGINE = InnoDB COLLATE = utf8mb4_nopad_bin;
CREATE INDEX import_journal_by_import ON import_journal (import_id);
CREATE INDEX import_journal_by_time ON import_journal (recorded_utc);

CREATE INDEX reading_correction_by_import ON reading_correction (import_id);
