-- Days on which a meter's load was none of the customer's doing, and the level that firm-service customers go down to.

CREATE TABLE outage (
    outage_id BIGINT AUTO_INCREMENT PRIMARY KEY,
    meter_id  BIGINT REFERENCES meter (meter_id) ON DELETE CASCADE,  -- NULL: every meter
    first_day BIGINT NOT NULL,  -- local days, both included
    last_day  BIGINT NOT NULL,
    reason    VARCHAR(500) NOT NULL CHECK (char_length(reason) BETWEEN 1 AND 500),
    made_utc  BIGINT NOT NULL,
    made_by   VARCHAR(320) NOT NULL,
    CHECK (last_day BETWEEN first_day AND first_day + 366)
) ENGINE = InnoDB COLLATE = utf8mb4_nopad_bin;
CREATE INDEX outage_by_meter ON outage (meter_id, first_day);
CREATE INDEX outage_by_day ON outage (last_day);

CREATE TRIGGER outage_of_meter BEFORE INSERT ON outage FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    IF NEW.meter_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM meter WHERE meter_id = NEW.meter_id) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'outage: there is no such meter';
    END IF;
    IF EXISTS (SELECT 1 FROM outage WHERE outage_id = NEW.outage_id) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'outage: rows do not change; delete one and insert another';
    END IF;
END;
CREATE TRIGGER outage_fixed_update BEFORE UPDATE ON outage FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'outage: rows do not change; delete one and insert another';
END;
CREATE TRIGGER outage_meter_deleted AFTER DELETE ON meter FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    DELETE FROM outage WHERE meter_id = OLD.meter_id;
END;

-- Agreed with the nomination, and with its history: the power that the meter goes down to in an event.
ALTER TABLE nomination ADD COLUMN firm_level_w BIGINT CHECK (firm_level_w BETWEEN 0 AND 1000000000);
ALTER TABLE event_meter ADD COLUMN firm_level_w BIGINT CHECK (firm_level_w >= 0);

DROP VIEW event_called;
CREATE VIEW event_called AS
SELECT event.event_id, enrolment.meter_id, enrolment.enrolment_id,
       (SELECT power_w FROM nomination
         WHERE nomination.enrolment_id = enrolment.enrolment_id AND nomination.from_utc <= event.start_utc
         ORDER BY nomination.from_utc DESC, nomination_id DESC LIMIT 1) AS nomination_w,
       (SELECT firm_level_w FROM nomination
         WHERE nomination.enrolment_id = enrolment.enrolment_id AND nomination.from_utc <= event.start_utc
         ORDER BY nomination.from_utc DESC, nomination_id DESC LIMIT 1) AS firm_level_w
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
