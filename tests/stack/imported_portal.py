"""A portal whose meters' readings are known: random, with gaps, predictions that are missing, energy fed back, and both
changes of the clock."""
import math
import random
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from small_portal import ADMIN, log_in, make_portal
from support import Client, StackTest, long_csv, private_folder

ZONE = ZoneInfo("America/Chicago")
SPRING, AUTUMN = date(2025, 3, 9), date(2025, 11, 2)  # 23 and 25 hours
SPANS = [(SPRING - timedelta(10), SPRING + timedelta(10)), (AUTUMN - timedelta(10), AUTUMN + timedelta(10))]
STEP = {"100": 900, "200": 1800, "300": 3600}


def local_midnight(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=ZONE).timestamp())


Values = dict[int, tuple[int | None, int | None]]  # start to (actual, predicted)


def random_readings(meter: str) -> Values:
    rng = random.Random(int(meter))
    readings: Values = {}
    for first, end in SPANS:
        for start in range(local_midnight(first), local_midnight(end), STEP[meter]):
            daily = 900 + 600 * math.sin(start / 86_400 * 2 * math.pi)
            actual = (
                None if rng.random() < 0.04 else round(daily + rng.gauss(0, 120)) - (1200 if rng.random() < 0.02 else 0)
            )
            predicted = None if rng.random() < 0.06 else round(daily)
            if actual is not None or predicted is not None:
                readings[start] = actual, predicted
    gap = local_midnight(SPRING + timedelta(4))
    return {start: v for start, v in readings.items() if not gap <= start < gap + 30 * 3600}


class ImportedPortalTest(StackTest):
    @classmethod
    def setUpClass(cls) -> None:
        portal = make_portal(private_folder(cls.addClassCleanup), ZONE.key)
        cls.readings = {meter: random_readings(meter) for meter in STEP}
        rows = [(m, t, a, p, STEP[m]) for m, readings in cls.readings.items() for t, (a, p) in readings.items()]
        portal.store.import_text(long_csv(rows))
        cls.server = portal.serve()
        cls.addClassCleanup(cls.server.stop)
        cls.client = log_in(cls.server, ADMIN)

    def get(self, path: str, client: Client | None = None, **query: Any) -> Any:
        names = {name.rstrip("_"): value for name, value in query.items()}  # `from` is a word of Python
        answer = (client or self.client).get(path, names)
        self.assertEqual(200, answer.status, answer.text)
        return answer.json

    def series(self, meter: str, **query: Any) -> Any:
        return self.get("/api/vis/data/", meter=meter, **query)

    def expected(self, meter: str, start: int, end: int) -> Values:
        return {t: v for t, v in self.readings[meter].items() if start <= t < end}
