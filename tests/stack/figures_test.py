"""The numbers of the API are those of the readings, computed here once more from what was imported."""
import math
import random
import struct
import unittest
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from imported_portal import AUTUMN, SPANS, SPRING, STEP, ZONE, ImportedPortalTest, Values, local_midnight
from small_portal import METERS, machine
from support import instant, long_csv, seconds_of

MISSING = -(2**31)  # in the binary form


def autocorrelation(values: list[int | None], lags: int) -> list[float]:
    """By the definition: missing deviations are 0, c(k) is divided by the pairs that are there plus k."""
    present = [v for v in values if v is not None]
    mean = sum(present) / len(present)
    d = [0.0 if v is None else v - mean for v in values]
    has = [v is not None for v in values]
    c = []
    for k in range(lags + 1):
        pairs = sum(has[t] and has[t + k] for t in range(len(d) - k))
        c.append(sum(d[t] * d[t + k] for t in range(len(d) - k)) / (pairs + k))
    return [ck / c[0] for ck in c]


def partial_autocorrelation(r: list[float]) -> list[float]:
    """Durbin and Levinson's recursion."""
    phi: list[float] = []
    result = []
    for k in range(1, len(r)):
        above = r[k] - sum(phi[j] * r[k - 1 - j] for j in range(k - 1))
        below = 1 - sum(phi[j] * r[j + 1] for j in range(k - 1))
        last = above / below
        phi = [phi[j] - last * phi[k - 2 - j] for j in range(k - 1)] + [last]
        result.append(last)
    return result


class FiguresTest(ImportedPortalTest):
    RANGES = (
        (f"{SPRING}", f"{SPRING + timedelta(1)}"),
        (f"{AUTUMN}", f"{AUTUMN + timedelta(1)}"),
        (f"{SPRING - timedelta(3)}", f"{SPRING + timedelta(8)}"),
        (f"{SPANS[0][0]}", f"{SPANS[1][1]}"),
        ("2025-03-10T03:30:00Z", "2025-03-11T17:00:00Z"),
    )

    @staticmethod
    def bound(text: str) -> int:
        return seconds_of(text) if "T" in text else local_midnight(date.fromisoformat(text))

    def each_range(self, check: Callable[[str, str, str, Values], None]) -> None:
        for meter in STEP:
            for first, end in self.RANGES:
                with self.subTest(meter=meter, range=(first, end)):
                    check(meter, first, end, self.expected(meter, self.bound(first), self.bound(end)))

    # ---- series ----

    def test_a_series_is_what_was_imported(self) -> None:
        def check(meter: str, first: str, end: str, expected: Values) -> None:
            series = self.series(meter, from_=first, to=end)
            self.assertEqual((meter, STEP[meter], None), (series["meter"], series["interval_s"], series["index"]))
            self.assertEqual(series["full_n"], len(series["actual_wh"]))
            self.assertEqual(series["full_n"], len(series["predicted_wh"]))
            starts = (series["start_utc"] + i * STEP[meter] for i in range(series["full_n"]))
            seen = {t: v for t, *v in zip(starts, series["actual_wh"], series["predicted_wh"])}
            self.assertEqual(expected, {t: tuple(v) for t, v in seen.items() if v != [None, None]})
            self.assertTrue(all(self.bound(first) <= t < self.bound(end) for t in seen))

        self.each_range(check)

    def test_a_local_day_has_23_24_or_25_hours(self) -> None:
        for day, hours in ((SPRING, 23), (SPRING + timedelta(1), 24), (AUTUMN, 25)):
            for meter in STEP:
                series = self.series(meter, from_=day, to=day + timedelta(1))
                self.assertEqual(
                    (local_midnight(day), hours * 3600), (series["start_utc"], series["full_n"] * STEP[meter])
                )

    def binary(self, **query: Any) -> tuple[Any, ...]:
        answer = self.client.get("/api/vis/data/", query, {"Accept": "application/octet-stream"})
        self.assertEqual((200, "application/octet-stream"), (answer.status, answer.content_type))
        magic, n, interval, reduced, start, full_n, zero = struct.unpack_from("<IIIIqII", answer.body)
        self.assertEqual((0x31505244, 0), (magic, zero))
        columns = struct.unpack_from(f"<{n * (2 + reduced)}i", answer.body, 32)
        self.assertEqual(32 + 4 * len(columns), len(answer.body))
        values = [None if v == MISSING else v for v in columns[: 2 * n]]
        return start, interval, full_n, list(columns[2 * n :]) or None, values[:n], values[n:]

    def test_the_binary_series_is_the_json_series(self) -> None:
        for points in ({}, {"points": 16}, {"points": 333}):
            for meter in STEP:
                for first, end in self.RANGES:
                    with self.subTest(meter=meter, range=(first, end), points=points):
                        query = {"meter": meter, "from": first, "to": end, **points}
                        json = self.get("/api/vis/data/", **query)
                        columns = ("start_utc", "interval_s", "full_n", "index", "actual_wh", "predicted_wh")
                        self.assertEqual(tuple(json[c] for c in columns), self.binary(**query))

    def test_a_reduced_series_keeps_extremes_ends_and_gaps_and_invents_nothing(self) -> None:
        for meter in STEP:
            query = {"meter": meter, "from": f"{SPANS[0][0]}", "to": f"{SPANS[0][1]}"}
            full = self.get("/api/vis/data/", **query)
            for points in (16, 40, 200, full["full_n"] - 1):
                with self.subTest(meter=meter, points=points):
                    reduced = self.get("/api/vis/data/", **query, points=points)
                    index = reduced["index"]
                    self.assertLessEqual(len(index), points)
                    self.assertEqual(sorted(set(index)), index)
                    self.assertEqual((0, full["full_n"] - 1, full["full_n"]), (index[0], index[-1], reduced["full_n"]))
                    for channel in ("actual_wh", "predicted_wh"):
                        self.assertEqual([full[channel][i] for i in index], reduced[channel])
                        kept, all_ = ([v for v in s[channel] if v is not None] for s in (reduced, full))
                        self.assertEqual((min(all_), max(all_)), (min(kept), max(kept)))
                        if points >= 40:
                            self.assertIn(None, reduced[channel], "the gap of 30 hours is gone")
            for points in (full["full_n"], 100_000):
                self.assertEqual(full, self.get("/api/vis/data/", **query, points=points))

    # ---- figures ----

    def sums_of(self, values: Values) -> dict[str, int]:
        both = [(a, p) for a, p in values.values() if a is not None and p is not None]
        actual = [a for a, _ in values.values() if a is not None]
        predicted = [p for _, p in values.values() if p is not None]
        return {
            "saved_wh": sum(max(0, p - a) for a, p in both),
            "net_wh": sum(p - a for a, p in both),
            "actual_wh": sum(actual),
            "predicted_wh": sum(predicted),
            "compared_actual_wh": sum(a for a, _ in both),
            "compared_predicted_wh": sum(p for _, p in both),
            "actual_intervals": len(actual),
            "predicted_intervals": len(predicted),
            "compared_intervals": len(both),
            "participating_intervals": sum(p > a for a, p in both),
            "negative_intervals": sum(a < 0 for a in actual),
        }

    def test_totals_are_the_sums_of_the_readings(self) -> None:
        def check(meter: str, first: str, end: str, expected: Values) -> None:
            totals = self.get(f"/api/vis/total_data/{meter}", from_=first, to=end)
            sums = self.sums_of(expected)
            self.assertEqual(sums, {name: totals[name] for name in sums})
            dollars = (Decimal(sums["saved_wh"]) / 1000).quantize(Decimal("0.01"), ROUND_HALF_UP)
            self.assertEqual((str(dollars), "1"), (totals["saved_dollars"], totals["credit_factor_dollars_per_kwh"]))
            self.assertEqual({"from": instant(self.bound(first)), "to": instant(self.bound(end))}, totals["range"])

        self.each_range(check)

    def test_expected_intervals_end_with_the_latest_reading(self) -> None:
        for meter, step in STEP.items():
            last = max(t for t, (actual, _) in self.readings[meter].items() if actual is not None)
            begin = local_midnight(AUTUMN)
            for end in (AUTUMN + timedelta(1), AUTUMN + timedelta(400)):
                totals = self.get(f"/api/vis/total_data/{meter}", from_=AUTUMN, to=end)
                self.assertEqual((min(local_midnight(end), last + step) - begin) // step, totals["expected_intervals"])

    def test_participation_is_a_share_of_the_intervals_that_can_be_compared(self) -> None:
        def check(meter: str, first: str, end: str, expected: Values) -> None:
            pie = self.get(f"/api/vis/pie_data/{meter}", from_=first, to=end)
            sums = self.sums_of(expected)
            self.assertEqual(
                (sums["participating_intervals"], sums["compared_intervals"]),
                (pie["participating_intervals"], pie["compared_intervals"]),
            )
            self.assertAlmostEqual(
                sums["participating_intervals"] / sums["compared_intervals"], pie["participation"], 14
            )

        self.each_range(check)

    def test_where_nothing_is_there_figures_are_zero_and_shares_are_absent(self) -> None:
        empty = {"from_": "2025-06-01", "to": "2025-06-08"}
        for meter in METERS:
            totals = self.get(f"/api/vis/total_data/{meter}", **empty)
            self.assertEqual(
                (0, 0, 0, "0.00"),
                tuple(totals[k] for k in ("saved_wh", "net_wh", "compared_intervals", "saved_dollars")),
            )
            self.assertIsNone(self.get(f"/api/vis/pie_data/{meter}", **empty)["participation"])
            self.assertEqual([], self.series(meter, **empty)["actual_wh"])
            self.assertEqual([], self.get(f"/api/vis/acf_data/{meter}", **empty)["values"])
            self.assertEqual([], self.get(f"/api/vis/pacf_data/{meter}", **empty)["values"])
            self.assertEqual(
                {"n": 0, "band_95": None, "band_99": None}, self.get(f"/api/vis/sig_data/{meter}", **empty)
            )
            self.assertEqual([], self.get(f"/api/vis/profile_data/{meter}", **empty)["load_duration_kw"])

    def test_daily_sums_are_those_of_the_local_days(self) -> None:
        for meter in STEP:
            daily = self.get(f"/api/vis/meter_data/{meter}")["daily"]
            first = date.fromisoformat(daily["first_day"])
            self.assertEqual(SPANS[0][0], first)
            self.assertEqual((SPANS[1][1] - first).days, len(daily["actual_wh"]))
            for i, sums in enumerate(zip(daily["actual_wh"], daily["predicted_wh"])):
                day = first + timedelta(i)
                values = self.expected(meter, local_midnight(day), local_midnight(day + timedelta(1))).values()
                for channel, seen in enumerate(sums):
                    present = [v[channel] for v in values if v[channel] is not None]
                    self.assertEqual(sum(present) if present else None, seen, (meter, day, channel))

    def test_the_overview_says_the_same_as_its_parts(self) -> None:
        for meter in STEP:
            query = {"from_": SPRING, "to": SPRING + timedelta(5), "points": 60}
            overview = self.get("/api/vis/", meter=meter, **query)
            self.assertEqual(self.series(meter, **query), overview["series"])
            self.assertEqual(self.get(f"/api/vis/total_data/{meter}", **query), overview["totals"])
            self.assertEqual(overview["totals"]["range"], overview["range"])
            self.assertEqual(self.get(f"/api/vis/meter_data/{meter}")["meter"], overview["meter"])
            last = max(t for t, (actual, _) in self.readings[meter].items() if actual is not None)
            actual, predicted = self.readings[meter][last]
            self.assertEqual(
                {"start_utc": last, "interval_s": STEP[meter], "actual_wh": actual, "predicted_wh": predicted},
                overview["latest"],
            )
            self.assertFalse(overview["is_live"])

    def test_without_a_range_it_is_the_thirty_days_up_to_the_latest_reading(self) -> None:
        totals = self.get("/api/vis/total_data/100")
        self.assertEqual(
            {"from": instant(local_midnight(SPANS[1][1] - timedelta(30))), "to": instant(local_midnight(SPANS[1][1]))},
            totals["range"],
        )

    # ---- what the series says of itself ----

    def grid(self, meter: str, first: date, end: date) -> list[int | None]:
        """Actual values up to the latest one."""
        readings = self.readings[meter]
        values = [
            readings.get(t, (None, None))[0] for t in range(local_midnight(first), local_midnight(end), STEP[meter])
        ]
        while values and values[-1] is None:
            values.pop()
        return values

    def test_autocorrelation_follows_its_definition(self) -> None:
        first, end = SPRING - timedelta(4), SPRING + timedelta(9)
        for meter in STEP:
            values = self.grid(meter, first, end)
            present = sum(v is not None for v in values)
            acf = self.get(f"/api/vis/acf_data/{meter}", from_=first, to=end, lags=60)
            self.assertEqual(
                (STEP[meter], present, len(values) - present), (acf["interval_s"], acf["n"], acf["missing"])
            )
            expected = autocorrelation(values, 60)
            self.assertEqual(61, len(acf["values"]))
            for ours, theirs in zip(expected, acf["values"]):
                self.assertAlmostEqual(ours, theirs, 10)
            pacf = self.get(f"/api/vis/pacf_data/{meter}", from_=first, to=end, lags=60)
            for ours, theirs in zip(partial_autocorrelation(expected), pacf["values"], strict=True):
                self.assertAlmostEqual(ours, theirs, 8)
            bands = self.get(f"/api/vis/sig_data/{meter}", from_=first, to=end)
            self.assertEqual(present, bands["n"])
            self.assertAlmostEqual(1.959963984540054 / math.sqrt(present), bands["band_95"], 12)
            self.assertAlmostEqual(2.5758293035489004 / math.sqrt(present), bands["band_99"], 12)

    def test_lags_are_two_days_by_default(self) -> None:
        for meter, step in STEP.items():
            acf = self.get(f"/api/vis/acf_data/{meter}", from_=SPANS[0][0], to=SPANS[0][1])
            self.assertEqual(2 * 86_400 // step + 1, len(acf["values"]))

    def test_differences_are_told_where_the_series_is_not_stationary(self) -> None:
        rng = random.Random(7)
        walk, level = [], 50_000
        for i in range(14 * 96):
            level += rng.randint(-900, 900)
            walk.append(("400", local_midnight(date(2025, 8, 1)) + 900 * i, level, None, 900))
        job = machine(self.server).finished(machine(self.server).send_file(long_csv(walk)))
        self.assertEqual(len(walk), job["new_values"])
        query = {"from_": "2025-08-01", "to": "2025-08-15", "lags": 30}
        pacf = self.get("/api/vis/pacf_data/400", **query)
        self.assertFalse(pacf["stationarity"]["is_stationary"])
        values = [row[2] for row in walk]
        expected = partial_autocorrelation(autocorrelation([b - a for a, b in zip(values, values[1:])], 30))
        for ours, theirs in zip(expected, pacf["differenced_values"], strict=True):
            self.assertAlmostEqual(ours, theirs, 8)
        noise = [(m, t, rng.randint(0, 2000), p, s) for m, t, _, p, s in walk]
        machine(self.server).finished(machine(self.server).send_file(long_csv(noise)))
        pacf = self.get("/api/vis/pacf_data/400", **query)
        self.assertTrue(pacf["stationarity"]["is_stationary"])
        self.assertIsNone(pacf["differenced_values"])

    def test_the_profile_is_the_mean_power_of_weekdays_and_weekends(self) -> None:
        first, end = SPRING - timedelta(9), SPRING + timedelta(9)
        for meter, step in STEP.items():
            profile = self.get(f"/api/vis/profile_data/{meter}", from_=first, to=end)
            kw: dict[tuple[bool, int], list[float]] = {}
            for start, (actual, _) in self.expected(meter, local_midnight(first), local_midnight(end)).items():
                if actual is None:
                    continue
                local = datetime.fromtimestamp(start, ZONE)
                slot = (local.hour * 3600 + local.minute * 60) // step
                kw.setdefault((local.weekday() >= 5, slot), []).append(actual / 1000 / (step / 3600))
            for is_weekend, name in ((False, "weekday_kw"), (True, "weekend_kw")):
                self.assertEqual(86_400 // step, len(profile[name]))
                for slot, seen in enumerate(profile[name]):
                    present = kw.get((is_weekend, slot))
                    if present is None:
                        self.assertIsNone(seen)
                    else:
                        self.assertAlmostEqual(sum(present) / len(present), seen, 9)
            flat = sorted((p for slot in kw.values() for p in slot), reverse=True)
            curve = profile["load_duration_kw"]
            self.assertEqual(101, len(curve))
            self.assertAlmostEqual(flat[0], curve[0], 9)
            self.assertAlmostEqual(flat[-1], curve[-1], 9)
            self.assertEqual(sorted(curve, reverse=True), curve)
            values = self.grid(meter, first, end)
            present_count = sum(v is not None for v in values)
            self.assertEqual(
                (len(values), present_count, sum(v is not None and v < 0 for v in values)),
                (profile["expected"], profile["present"], profile["negative"]),
            )
            runs = [len(run) for run in "".join("x" if v is None else " " for v in values).split()]
            self.assertEqual((len(runs), max(runs)), (profile["gaps"], profile["longest_gap_intervals"]))


if __name__ == "__main__":
    unittest.main()
