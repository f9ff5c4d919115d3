-- Temperatures outside, by weather site, for the baselines that need them; and which meter lies near which site.

CREATE TABLE weather_site (
    site_id    INTEGER PRIMARY KEY AUTOINCREMENT,
    code       TEXT NOT NULL UNIQUE CHECK (length(code) BETWEEN 1 AND 32),  -- as files name it
    name       TEXT NOT NULL DEFAULT '',
    place      TEXT NOT NULL DEFAULT '',
    is_default INTEGER NOT NULL DEFAULT 0 CHECK (is_default IN (0, 1))  -- of all meters without one of their own
) STRICT;
CREATE UNIQUE INDEX weather_site_default ON weather_site (is_default) WHERE is_default = 1;

CREATE TABLE temperature (
    site_id  INTEGER NOT NULL REFERENCES weather_site (site_id) ON DELETE CASCADE,
    time_utc INTEGER NOT NULL,
    temp_c   REAL NOT NULL CHECK (temp_c BETWEEN -90 AND 60),
    PRIMARY KEY (site_id, time_utc)
) STRICT, WITHOUT ROWID;

CREATE TABLE meter_weather_site (
    meter_id INTEGER PRIMARY KEY REFERENCES meter (meter_id) DEFERRABLE INITIALLY DEFERRED,
    site_id  INTEGER NOT NULL REFERENCES weather_site (site_id) ON DELETE CASCADE
) STRICT;
CREATE INDEX meter_weather_site_by_site ON meter_weather_site (site_id);

CREATE TRIGGER meter_weather_site_meter_deleted AFTER DELETE ON meter
BEGIN
    DELETE FROM meter_weather_site WHERE meter_id = OLD.meter_id;
END;
