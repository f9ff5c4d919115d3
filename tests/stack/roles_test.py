"""Who may ask what, and that every answer is one that openapi.yaml describes.

A walk over every operation, with good, wrong, missing and forbidden input, for every role, for machines and strangers;
how many requests that are is printed."""
import hashlib
import unittest
from typing import Any

from api_description import Operation
from role_matrix import ALLOWED, EVERYBODY, LEVELS, MACHINES, NUMBERS, OWN_WALKS, WALKED_ELSEWHERE, DemoTest
from support import Client


class Impostor(Client):
    """Comes from another address with each request: one that shows unknown tokens is soon not heard."""

    def headers_of(self, method: str) -> dict[str, str]:
        number = next(NUMBERS)
        return {**super().headers_of(method), "X-Forwarded-For": f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"}


class RolesTest(DemoTest):
    """Every answer of every operation is one that is described, and nobody is answered who may not."""

    def operations_to_walk(self) -> list[Operation]:
        """All but those that have walks of their own."""
        return [o for o in self.description.operations if o.id not in WALKED_ELSEWHERE | OWN_WALKS]

    def test_what_the_allowed_ask_is_answered_as_described(self) -> None:
        count = 0
        everyone = set(self.meters["system_administrator"])
        for operation in self.operations_to_walk():
            roles: Any = (*LEVELS, *MACHINES, "visitor") if operation.id in EVERYBODY else ALLOWED[operation.id]
            for role in roles:
                client = {**self.machines, "visitor": self.visitor, **self.members}[role]
                own = self.meters.get(role) or sorted(everyone)
                for attempt in self.attempts(operation, own, sorted(everyone - set(own))):
                    with self.subTest(operation.id, role=role, attempt=attempt):
                        answer = self.ask(client, operation, attempt)
                        self.assert_described(operation, answer, attempt)
                        self.assertEqual(
                            attempt.is_good, 200 <= answer.status < 400, f"{answer.status} {answer.body[:300]!r}"
                        )
                        if answer.status == 202:
                            client.finished(answer)
                        count += 1
        print(f"role matrix: {count} requests of those who may", flush=True)
        self.assertGreater(count, 500)

    def test_what_the_others_ask_is_refused_as_described(self) -> None:
        own = self.meters["residential_user"]
        stale = Client(self.server, cookie="__Host-drp_session=" + "A" * 43, csrf="x")
        impostor = Impostor(self.server, bearer="x" * 40)
        strangers = {"visitor": self.visitor, "stale": stale, "impostor": impostor, "expired": self.expired_session()}
        count = 0
        for operation in self.operations_to_walk():
            if operation.id in EVERYBODY:
                continue
            known = {**self.members, **self.machines}
            refused = {role: c for role, c in known.items() if role not in ALLOWED[operation.id]}
            for role, client in {**refused, **strangers}.items():
                for attempt in self.attempts(operation, own, [])[:3]:
                    with self.subTest(operation.id, role=role, attempt=attempt):
                        answer = self.ask(client, operation, attempt)
                        self.assertEqual(401 if role in strangers else 403, answer.status)
                        self.assert_described(operation, answer, attempt)
                        count += 1
        print(f"role matrix: {count} requests of those who may not", flush=True)

    def expired_session(self) -> Client:
        """A system administrator's, as it is left in a browser that nobody used for a week."""
        client = self.log_in_as("system_administrator")
        token_hash = hashlib.sha256(client.cookie.split("=", 1)[1].encode()).hexdigest()
        with self.server.store.sql() as sql:
            sql.execute("UPDATE session SET expires_utc = 1 WHERE token_hash = ?", (token_hash,))
        return client

    def test_nothing_changes_without_the_sessions_token(self) -> None:
        count = 0
        for operation in self.operations_to_walk():
            if operation.method == "GET" or operation.id in EVERYBODY:
                continue
            for role in set(ALLOWED[operation.id]) - {"machine"}:
                member = self.members[role]
                bare = Client(self.server, cookie=member.cookie)
                for attempt in self.attempts(operation, self.meters["residential_user"], [])[:1]:
                    with self.subTest(operation.id, role=role):
                        answer = self.ask(bare, operation, attempt)
                        self.assertEqual((403, "/problems/csrf-token-invalid"), (answer.status, answer.json["type"]))
                        self.assert_described(operation, answer, attempt)
                        count += 1
        print(f"role matrix: {count} requests without the session's token", flush=True)

    def test_everybody_sees_what_is_public_whatever_they_send_along(self) -> None:
        stale = Client(self.server, cookie="__Host-drp_session=nonsense; a=b;;=")
        impostor = Impostor(self.server, bearer="x" * 40)
        for client in (stale, impostor, Client(self.server, extra={"Authorization": "Basic YTpi"})):
            for operation_id in ("getPortal", "getOpenApi", "getDocs", "validateSession"):
                operation = self.description.by_id(operation_id)
                with self.subTest(operation_id, client=client):
                    answer = client.get(operation.path)
                    self.assertLess(answer.status, 400)
                    self.assert_described(operation, answer, client)


if __name__ == "__main__":
    unittest.main()
