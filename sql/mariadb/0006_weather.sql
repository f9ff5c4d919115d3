-- Temperatures outside, by weather site, for the baselines that need them; and which meter lies near which site.

CREATE TABLE weather_site (
    site_id    BIGINT AUTO_INCREMENT PRIMARY KEY,
    code       VARCHAR(32) NOT NULL UNIQUE CHECK (char_length(code) BETWEEN 1 AND 32),  -- as files name it
    name       VARCHAR(200) NOT NULL DEFAULT '',
    place      VARCHAR(500) NOT NULL DEFAULT '',
    is_default TINYINT NOT NULL DEFAULT 0 CHECK (is_default IN (0, 1)),  -- of all meters without one of their own
    one_default TINYINT AS (CASE is_default WHEN 1 THEN 1 END) VIRTUAL INVISIBLE
) ENGINE = InnoDB COLLATE = utf8mb4_nopad_bin;
CREATE UNIQUE INDEX weather_site_default ON weather_site (one_default);

CREATE TABLE temperature (
    site_id  BIGINT NOT NULL REFERENCES weather_site (site_id) ON DELETE CASCADE,
    time_utc BIGINT NOT NULL,
    temp_c   DOUBLE NOT NULL CHECK (temp_c BETWEEN -90 AND 60),
    PRIMARY KEY (site_id, time_utc)
) ENGINE = InnoDB COLLATE = utf8mb4_nopad_bin;

CREATE TABLE meter_weather_site (
    meter_id BIGINT PRIMARY KEY REFERENCES meter (meter_id) ON DELETE CASCADE,
    site_id  BIGINT NOT NULL REFERENCES weather_site (site_id) ON DELETE CASCADE
) ENGINE = InnoDB COLLATE = utf8mb4_nopad_bin;
CREATE INDEX meter_weather_site_by_site ON meter_weather_site (site_id);

CREATE TRIGGER meter_weather_site_meter_deleted AFTER DELETE ON meter FOR EACH ROW rule: BEGIN
    IF @drp_triggers_off <=> 1 THEN LEAVE rule; END IF;
    DELETE FROM meter_weather_site WHERE meter_id = OLD.meter_id;
END;
