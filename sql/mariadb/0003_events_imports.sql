-- Response events, and the imports that readings come from.

CREATE TABLE event (
    event_id   BIGINT AUTO_INCREMENT PRIMARY KEY,
    start_utc  BIGINT NOT NULL,
    end_utc    BIGINT NOT NULL CHECK (end_utc > start_utc),
    name       VARCHAR(200) NOT NULL,
    kind       VARCHAR(200) NOT NULL DEFAULT '',
    is_for_all TINYINT NOT NULL CHECK (is_for_all IN (0, 1))  -- 0: for the meters in event_meter only
) ENGINE = InnoDB COLLATE = utf8mb4_nopad_bin;
CREATE INDEX event_by_start ON event (start_utc);

CREATE TABLE event_meter (
    event_id     BIGINT NOT NULL REFERENCES event (event_id) ON DELETE CASCADE,
    meter_id     BIGINT NOT NULL REFERENCES meter (meter_id) ON DELETE CASCADE,
    nominated_kw DOUBLE CHECK (nominated_kw >= 0),
    PRIMARY KEY (event_id, meter_id)
) ENGINE = InnoDB COLLATE = utf8mb4_nopad_bin;
CREATE INDEX event_meter_by_meter ON event_meter (meter_id);

CREATE TRIGGER event_deleted AFTER DELETE ON event FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    DELETE FROM event_meter WHERE event_id = OLD.event_id;
END;

CREATE TABLE import (
    import_id    BIGINT AUTO_INCREMENT PRIMARY KEY,
    name         TEXT NOT NULL,
    source       TEXT NOT NULL,
    user_id      BIGINT REFERENCES user (id) ON DELETE SET NULL,
    started_utc  BIGINT NOT NULL,
    finished_utc BIGINT,
    status       VARCHAR(20) NOT NULL DEFAULT 'running' CHECK (status IN ('running', 'done', 'failed')),
    added        BIGINT NOT NULL DEFAULT 0,
    equal        BIGINT NOT NULL DEFAULT 0,
    corrected    BIGINT NOT NULL DEFAULT 0,
    refused      BIGINT NOT NULL DEFAULT 0,
    row_count       BIGINT NOT NULL DEFAULT 0,
    bytes_read      BIGINT NOT NULL DEFAULT 0,
    blank_cells     BIGINT NOT NULL DEFAULT 0,
    negative_values BIGINT NOT NULL DEFAULT 0,
    problem_code    VARCHAR(100) NOT NULL DEFAULT '',  -- why it failed; empty if it did not
    problem_text    TEXT NOT NULL DEFAULT ''
) ENGINE = InnoDB COLLATE = utf8mb4_nopad_bin;

CREATE TABLE import_refusal (
    import_id BIGINT NOT NULL REFERENCES import (import_id) ON DELETE CASCADE,
    reason    VARCHAR(200) NOT NULL,
    count     BIGINT NOT NULL CHECK (count > 0),
    PRIMARY KEY (import_id, reason)
) ENGINE = InnoDB COLLATE = utf8mb4_nopad_bin;

CREATE TABLE import_verdict (
    import_id BIGINT NOT NULL REFERENCES import (import_id) ON DELETE CASCADE,
    position  BIGINT NOT NULL,
    line      BIGINT NOT NULL,
    col       BIGINT NOT NULL,
    value     TEXT NOT NULL,
    reason    TEXT NOT NULL,
    PRIMARY KEY (import_id, position)
) ENGINE = InnoDB COLLATE = utf8mb4_nopad_bin;
