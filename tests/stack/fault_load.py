"""Logged-in people and live ticks, counting every acknowledged write and every wrong answer.

What may be read is known exactly: each writer has a meter of its own, writes ever larger values into its intervals, in
laps over one day, and remembers what it tried and what was acknowledged when. A reader that sees a value which nobody
tried, or one that is older than what was acknowledged two seconds before it asked, has been told something wrong."""
from __future__ import annotations

import http.client
import json
import random
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from support import instant, long_csv, seconds_of

FIRST_DAY = seconds_of("2025-06-01T05:00:00Z")  # a local day of the portal's, as those after it are
SLOTS, STEP_S = 96, 900
# How long the other instance may show what was there before.
GRACE_S = 2.0
# Whoever waits longer for an answer has been left hanging.
REQUEST_LIMIT_S = 40.0


@dataclass
class Tally:
    acknowledged: int = 0
    answers: int = 0
    events: int = 0
    refused: int = 0  # 503 with Retry-After, and imports told as failed
    wrong: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    slowest_s: float = 0
    slowest: str = ""
    longest_gap_s: float = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def line(self, name: str) -> str:
        return (
            f"FAULT {name} | acknowledged {self.acknowledged} | lost {len(self.lost)} | wrong {len(self.wrong)}"
            f" | 503 {self.refused} | other errors {len(self.others)} | longest gap {self.longest_gap_s:.1f} s"
            f" | answers {self.answers}, live events {self.events}, slowest {self.slowest_s:.1f} s {self.slowest}"
        )


class Unavailable(Exception):
    """503 with Retry-After."""


class Broken(Exception):
    """Anything else than an answer that is meant to be: counted already."""


class Writes:
    """What one writer has tried and what was acknowledged, place by place; values only grow."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.tried: dict[int, set[int]] = {}
        self.acknowledged: dict[int, list[tuple[float, int]]] = {}

    def tries(self, place: int, value: int) -> None:
        with self.lock:
            self.tried.setdefault(place, set()).add(value)

    def has_acknowledged(self, place: int, value: int) -> None:
        with self.lock:
            self.acknowledged.setdefault(place, []).append((time.monotonic(), value))

    def least(self, place: int, asked: float) -> int | None:
        """What was acknowledged by then at the latest; None if nothing was."""
        with self.lock:
            values = [value for at, value in self.acknowledged.get(place, ()) if at <= asked]
        return max(values, default=None)

    def error_of(self, place: int, value: int | None, asked: float) -> str | None:
        least = self.least(place, asked - GRACE_S)
        with self.lock:
            is_known = value is None or value in self.tried.get(place, ())
        if not is_known:
            return f"{value} was never written there"
        if least is not None and (value is None or value < least):
            return f"{value}, but {least} was acknowledged {GRACE_S} s before"
        return None


class Browser:
    """One person's side: connections are kept, and one that was closed meanwhile is opened again without a word."""

    addresses = iter(range(10, 250))

    def __init__(self, load: Load, email: str | None = None, token: str | None = None) -> None:
        self.load, self.email, self.token = load, email, token
        load.browsers.append(self)
        self.address = f"127.0.1.{next(self.addresses)}"  # limits count by address
        self.cookie = self.csrf = ""
        self.connection: http.client.HTTPSConnection | None = None
        self.last_success = time.monotonic()

    def connect(self, limit_s: float = REQUEST_LIMIT_S) -> http.client.HTTPSConnection:
        return http.client.HTTPSConnection(
            "127.0.0.1",
            self.load.port,
            timeout=limit_s,
            context=self.load.trust,
            source_address=(self.address, 0),
        )

    def headers(self) -> dict[str, str]:
        if self.token:
            return {"Authorization": f"Bearer {self.token}"}
        own = {"Cookie": self.cookie, "X-CSRF-Token": self.csrf} if self.cookie else {}
        return {"Origin": f"https://127.0.0.1:{self.load.port}", **own}

    def exchange(self, method: str, path: str, body: bytes | None, content_type: str) -> tuple[Any, bytes]:
        headers = self.headers() | ({"Content-Type": content_type} if body is not None else {})
        while True:
            is_reused = self.connection is not None
            connection = self.connection = self.connection or self.connect()
            try:
                connection.request(method, path, body=body, headers=headers)
                response = connection.getresponse()
                content = response.read()
            except TimeoutError:
                self.drop()
                raise
            except (OSError, http.client.HTTPException):
                self.drop()
                if not is_reused:
                    raise
                continue
            if response.will_close:
                self.drop()
            return response, content

    def drop(self) -> None:
        if self.connection:
            self.connection.close()
        self.connection = None

    def ask(self, method: str, path: str, body: bytes | None = None, content_type: str = "application/json") -> Any:
        """The answer if it is a good one. Errors are counted."""
        tally, began = self.load.tally, time.monotonic()
        what = f"{method} {path.split('?')[0]}"
        try:
            response, content = self.exchange(method, path, body, content_type)
        except (OSError, http.client.HTTPException) as error:
            with tally.lock:
                tally.others.append(f"{what}: {type(error).__name__} {error} after {time.monotonic() - began:.1f} s")
            raise Broken from error
        finally:
            took = time.monotonic() - began
            with tally.lock:
                if took > tally.slowest_s:
                    tally.slowest_s, tally.slowest = took, what
        if response.status == 503 and response.getheader("Retry-After"):
            with tally.lock:
                tally.refused += 1
            raise Unavailable
        if response.status not in (200, 202, 204):
            with tally.lock:
                tally.others.append(f"{what}: {response.status} {content[:200]!r}")
            raise Broken
        self.succeeded()
        return response, json.loads(content) if content else None

    def succeeded(self) -> None:
        now = time.monotonic()
        tally = self.load.tally
        with tally.lock:
            tally.answers += 1
            tally.longest_gap_s = max(tally.longest_gap_s, now - self.last_success)
        self.last_success = now

    def log_in(self) -> Browser:
        body = json.dumps({"email": self.email, "password": self.load.password}).encode()
        response, answer = self.ask("POST", "/api/user/session/create", body)
        self.cookie = response.getheader("Set-Cookie").split(";")[0]
        self.csrf = answer["csrf_token"]
        return self


class Load:
    """Runs from start() to finish(), on a day of its own; finish() looks at everything that is stored."""

    days = iter(range(60))

    def __init__(self, portal: Any, password: str, token: str, meters: tuple[str, ...], staff: tuple[str, ...]) -> None:
        self.portal, self.password, self.token = portal, password, token
        day = next(self.days)
        self.start_utc = FIRST_DAY + 86_400 * day
        self.first_name = 100_000 * (day + 1)
        self.port = portal.port
        self.trust = ssl.create_default_context(cafile=str(portal.certificate))
        self.tally = Tally()
        self.browsers: list[Browser] = []
        self.meters = meters
        self.readings = {meter: Writes() for meter in meters}
        self.name = Writes()
        self.is_over = threading.Event()
        self.errors: list[BaseException] = []
        viewers = [Browser(self, email).log_in() for email in staff[:2]]
        person, watcher = Browser(self, staff[2]).log_in(), Browser(self, staff[3]).log_in()
        self.threads = [threading.Thread(target=self.run, args=(self.view, viewer)) for viewer in viewers]
        self.threads += [
            threading.Thread(target=self.run, args=(self.tick, Browser(self, token=token), meter))
            for meter in meters[:2]
        ]
        self.threads.append(threading.Thread(target=self.run, args=(self.rename, person)))
        self.threads.append(threading.Thread(target=self.run, args=(self.watch, watcher)))

    def start(self) -> Load:
        for thread in self.threads:
            thread.start()
        return self

    def run(self, work: Callable[..., None], *details: Any) -> None:
        try:
            work(*details)
        except BaseException as error:  # noqa: BLE001 - told by finish()
            self.errors.append(error)

    def wrong(self, what: str) -> None:
        with self.tally.lock:
            self.tally.wrong.append(what)

    # ---- people ----

    def view(self, browser: Browser) -> None:
        """What the pages of a person ask for, again and again."""
        choose = random.Random(browser.address)
        while not self.is_over.is_set():
            with suppress(Unavailable, Broken):
                self.look(browser, choose.choice(self.meters[:2]))
            time.sleep(0.05)

    def look(self, browser: Browser, meter: str) -> None:
        _, session = browser.ask("GET", "/api/user/session/validate")
        if not session["authenticated"]:
            self.wrong(f"{browser.email} is not logged in any more")
        _, listed = browser.ask("GET", "/api/entity/meters")
        if {meter["id"] for meter in listed["meters"]} != set(self.meters):
            self.wrong(f"the list of meters: {listed}")
        asked = time.monotonic()
        day = f"meter={meter}&from={instant(self.start_utc)}&to={instant(self.start_utc + 86_400)}"
        _, series = browser.ask("GET", f"/api/vis/data/?{day}")
        self.compare(meter, series, asked)
        asked = time.monotonic()
        _, overview = browser.ask("GET", f"/api/vis/?{day}")
        self.compare(meter, overview["series"], asked)

    def compare(self, meter: str, series: dict[str, Any], asked: float) -> None:
        first = (series["start_utc"] - self.start_utc) // STEP_S
        values = dict(enumerate(series["actual_wh"], first)) if series["interval_s"] == STEP_S else {}
        for slot in range(SLOTS):
            error = self.readings[meter].error_of(slot, values.get(slot), asked)
            if error:
                self.wrong(f"{meter} interval {slot}: {error}")

    def rename(self, browser: Browser) -> None:
        """Changes the own name, and looks whether it is what it was changed to."""
        number = self.first_name
        while not self.is_over.is_set():
            with suppress(Unavailable, Broken):
                self.name.tries(0, number)
                browser.ask("PATCH", "/api/user/update", json.dumps({"first_name": f"N{number}"}).encode())
                self.name.has_acknowledged(0, number)
                self.count_acknowledged()
                number += 1
            with suppress(Unavailable, Broken):
                asked = time.monotonic()
                _, account = browser.ask("GET", "/api/user")
                shown = int(account["first_name"][1:] or 0)
                error = self.name.error_of(0, shown if shown >= self.first_name else None, asked)
                if error:
                    self.wrong(f"the name: {error}")
            time.sleep(0.1)

    def watch(self, browser: Browser) -> None:
        """The live events; a browser comes back by itself when the stream ends."""
        while not self.is_over.is_set():
            connection = browser.connect(20)
            with suppress(OSError, http.client.HTTPException):
                connection.request("GET", "/api/vis/stream", headers=browser.headers())
                response = connection.getresponse()
                if response.status == 200:
                    self.hear(response)
            connection.close()
            time.sleep(0.5)

    def hear(self, response: http.client.HTTPResponse) -> None:
        while not self.is_over.is_set():
            line = response.readline()
            if not line:
                return
            if not line.startswith(b"data: "):
                continue
            news = json.loads(line[6:])
            with self.tally.lock:
                self.tally.events += 1
            if "actual_wh" in news:
                slot = (news["start_utc"] - self.start_utc) // STEP_S
                if news["actual_wh"] not in self.readings[news["meter"]].tried.get(slot, ()):
                    self.wrong(f"live: {news}")

    # ---- machines ----

    def tick(self, browser: Browser, meter: str) -> None:
        """One reading after the other; one that was not acknowledged is sent again, as head-end systems do. What may
        still be under way somewhere could come late and win over a newer value: its interval is not used again."""
        writes, value, left = self.readings[meter], 0, set(range(SLOTS))
        while not self.is_over.is_set() and left:
            for slot in sorted(left):
                value += 1
                writes.tries(slot, value)
                is_sure = self.send_until_acknowledged(browser, meter, slot, value)
                if is_sure is None:
                    return
                if not is_sure:
                    left.discard(slot)

    def send_until_acknowledged(self, browser: Browser, meter: str, slot: int, value: int) -> bool | None:
        """Whether each try had an outcome; None if the load ended before it was acknowledged."""
        is_sure = True
        while not self.is_over.is_set():
            try:
                status = self.send(browser, long_csv([(meter, self.start_utc + STEP_S * slot, value, None, STEP_S)]))
            except Unavailable:
                time.sleep(0.2)
                continue
            except Broken:
                is_sure = False
                time.sleep(0.2)
                continue
            if status == "finished":
                self.readings[meter].has_acknowledged(slot, value)
                self.count_acknowledged()
                time.sleep(0.02)
                return is_sure
            is_sure = False
        return None

    def send(self, browser: Browser, text: str) -> str:
        """How the import ended; "" if that cannot be known."""
        accepted, _ = browser.ask("POST", "/api/data/import", text.encode(), "text/csv")
        place, deadline = accepted.getheader("Location"), time.monotonic() + REQUEST_LIMIT_S
        while time.monotonic() < deadline and not self.is_over.is_set():
            try:
                _, job = browser.ask("GET", place)
            except (Unavailable, Broken):
                return ""  # begun, and nobody says how it ended
            if job["status"] == "failed":
                with self.tally.lock:
                    self.tally.refused += 1
            if job["status"] != "running":
                return job["status"]
            time.sleep(0.02)
            if time.monotonic() > deadline - REQUEST_LIMIT_S + 5:
                return ""  # whoever ran it is gone: it is sent again
        return ""

    def count_acknowledged(self) -> None:
        with self.tally.lock:
            self.tally.acknowledged += 1

    # ---- the end ----

    def finish(self) -> Tally:
        self.is_over.set()
        for thread in self.threads:
            thread.join(REQUEST_LIMIT_S + 20)
            if thread.is_alive():
                raise AssertionError("somebody is left hanging")
        for browser in self.browsers:
            browser.drop()
        if self.errors:
            raise self.errors[0]
        time.sleep(GRACE_S)
        self.compare_with_store()
        return self.tally

    def compare_with_store(self) -> None:
        stored: dict[tuple[str, str], int] = {}
        for line in self.portal.export().splitlines()[1:]:
            meter, start, actual, *_ = line.split(",")
            stored[meter, start] = int(actual)
        for meter, writes in self.readings.items():
            for slot in range(SLOTS):
                value = stored.get((meter, instant(self.start_utc + STEP_S * slot)))
                error = writes.error_of(slot, value, time.monotonic())
                if error:
                    self.tally.lost.append(f"{meter} interval {slot}: {error}")
