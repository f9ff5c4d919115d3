"""What `try` asks of a composition that is up, from outside: an administrator's first log-in, the data of a chart.

    walk.py BASE first E-MAIL PASSWORD NEW-PASSWORD      logs in for the first time, changes the password
    walk.py BASE chart E-MAIL PASSWORD METER             prints how many readings the meter's chart has, and their sum in Wh
    walk.py BASE load E-MAIL PASSWORD METER SECONDS      asks for the chart all the time; prints answers by status"""
import collections
import http.client
import json
import ssl
import sys
import time
import urllib.parse
from typing import Any


class Visitor:
    def __init__(self, base: str) -> None:
        self.base = base
        self.headers: dict[str, str] = {"Origin": base, "Content-Type": "application/json"}

    def ask(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        place = urllib.parse.urlsplit(self.base)
        # The certificate is the composition's own, made a minute ago.
        connection = http.client.HTTPSConnection(
            place.hostname or "", place.port, timeout=30, context=ssl._create_unverified_context()
        )
        connection.request(method, path, None if body is None else json.dumps(body), self.headers)
        answer = connection.getresponse()
        text = answer.read()
        cookie = answer.getheader("Set-Cookie")
        if cookie:
            self.headers["Cookie"] = cookie.split(";")[0]
        connection.close()
        return answer.status, json.loads(text) if text.startswith((b"{", b"[")) else text

    def log_in(self, email: str, password: str) -> Any:
        status, answer = self.ask("POST", "/api/user/session/create", {"email": email, "password": password})
        if status != 200:
            sys.exit(f"log-in of {email}: {status} {answer}")
        self.headers["X-CSRF-Token"] = answer["csrf_token"]
        return answer

    def chart(self, meter: str) -> tuple[int, Any]:
        return self.ask("GET", "/api/vis/?" + urllib.parse.urlencode({"meter": meter}))


def main() -> None:
    base, what, email, password, *rest = sys.argv[1:]
    visitor = Visitor(base)
    answer = visitor.log_in(email, password)
    if what == "first":
        if answer["duty"] != "change_password":
            sys.exit(f"the first password need not be changed: {answer}")
        status, told = visitor.ask("PUT", "/api/user/password", {"old_password": password, "password": rest[0]})
        if status >= 300:
            sys.exit(f"change of password: {status} {told}")
        print(answer["user"]["role"], "of", answer["user"]["organisation"]["name"])
    elif what == "chart":
        status, told = visitor.chart(rest[0])
        if status != 200:
            sys.exit(f"chart of {rest[0]}: {status} {told}")
        values = [value for value in told["series"]["actual_wh"] if value is not None]
        print(len(values), sum(values))
    elif what == "load":
        counted: collections.Counter[int] = collections.Counter()
        until = time.monotonic() + float(rest[1])
        while time.monotonic() < until:
            counted[visitor.chart(rest[0])[0]] += 1
        print(" ".join(f"{status}:{count}" for status, count in sorted(counted.items())))


main()
