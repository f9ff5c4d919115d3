"""Configuration files, the environment, the portal's key, and rate limits, from outside."""
import json
import os
import re
import stat
import unittest
from typing import Any

from json_schema import Schemas
from support import ROOT, Client, Server, StackTest, StoreFile, drp, file_only, passing_folder

FILES = {"drp-config": "drp-config.json", "provider-config": "provider-config.json"}
PROVIDER = {
    "organisation": {"name": "Valley Electric"},
    "administrator": {"email": "first@valley.example", "first_name": "First", "password": "a first password"},
}
# What each file may say: right values and wrong ones; parser and schema must agree on all.
SAMPLES: dict[str, list[Any]] = {
    "drp-config": [
        {},
        {"name": "Portal", "contact": "", "demo": True},
        {"name": 7},
        {"name": "x" * 201},
        {"nome": "Portal"},
        {"credit_factor_dollars_per_kwh": "0.085"},
        {"credit_factor_dollars_per_kwh": 0.085},
        {"credit_factor_dollars_per_kwh": "-1"},
        {"public_url": "https://portal.example:8443"},
        {"public_url": "http://portal.example"},
        {"public_url": "http://localhost:8080"},
        {"public_url": "javascript:alert(1)"},
        {"claim_codes": False},
        {"claim_codes": "false"},
        {"second_factor_required_up_to_level": None},
        {"second_factor_required_up_to_level": 2},
        {"second_factor_required_up_to_level": 3},
        {"smtp": {"host": "mail.example", "from": "portal@mail.example"}},
        {"smtp": {"host": "mail.example"}},
        {"smtp": {"host": "mail.example", "from": "portal@mail.example", "password": "no"}},
        {"smtp": {"host": "mail.example", "from": "portal@mail.example", "port": 70000}},
        {"smtp": {"host": "mail.example", "from": "portal@mail.example", "security": "ssl"}},
        {"smtp": []},
        {"map": {"tile_url": "https://tiles.example/{z}/{x}/{y}.png", "attribution": "Tiles"}},
        {"map": {"tile_url": "https://tiles.example/{z}/{x}.png", "attribution": "Tiles"}},
        {"map": {"tile_url": "https://tiles.example/{z}/{x}/{y}.png"}},
        {"rate_limits": {"per_address_per_minute": 10}},
        {"rate_limits": {"per_address_per_minute": 0}},
        {"rate_limits": {"per_hour": 10}},
    ],
    "provider-config": [
        PROVIDER,
        {},
        {"organisation": {"name": "Valley"}},
        {**PROVIDER, "organisation": {"name": " "}},
        {**PROVIDER, "administrator": {"email": "nobody", "password": "a first password"}},
        {**PROVIDER, "administrator": {**PROVIDER["administrator"], "level": 0}},
    ],
}


class FilesTest(StackTest):
    def check(self, name: str, content: Any) -> tuple[int, str]:
        with passing_folder() as folder:
            (folder / FILES[name]).write_text(json.dumps(content))
            outcome = drp("config", "check", "--data", folder)
            return outcome.code, outcome.out + outcome.err

    def test_parser_and_schema_agree_on_what_is_right(self) -> None:
        for name, samples in SAMPLES.items():
            schema = json.loads((ROOT / f"docs/schemas/{name}.schema.json").read_text())
            # What describes the document itself says nothing about a value.
            content = {key: value for key, value in schema.items() if key not in ("$schema", "title")}
            verdicts = set()
            for sample in samples:
                code, said = self.check(name, sample)
                errors = Schemas(schema).errors(sample, content)
                with self.subTest(file=name, sample=sample):
                    self.assertIn(code, (0, 2), said)
                    self.assertEqual(code == 0, not errors, f"{said}{errors}")
                verdicts.add(code)
            self.assertEqual(verdicts, {0, 2}, name)

    def test_the_schemas_in_the_documentation_are_those_of_the_program(self) -> None:
        for name in ("drp-config", "provider-config", "env"):
            self.assertEqual(
                json.loads((ROOT / f"docs/schemas/{name}.schema.json").read_text()),
                drp("config", "schema", name).json,
                f"drp config schema {name} > docs/schemas/{name}.schema.json",
            )

    def test_the_example_of_an_env_file_names_every_variable_and_is_taken(self) -> None:
        lines = (ROOT / ".env.example").read_text()
        named = set(re.findall(r"^#?\s?(DRP_[A-Z_]+)=", lines, re.MULTILINE))
        self.assertEqual(named, set(drp("config", "schema", "env").json["properties"]))
        self.assertEqual(drp("--env-file", ROOT / ".env.example", "version").code, 0)

    def test_a_wrong_key_stops_the_start_with_its_name_and_file(self) -> None:
        with passing_folder() as folder:
            (folder / "drp-config.json").write_text('{"rate_limits": {"per_hour": 1}}')
            outcome = drp("serve", "--data", folder, "--port", "0")
            self.assertEqual(outcome.code, 2)
            for part in ("drp-config.json", "rate_limits.per_hour", "per_address_per_minute"):
                self.assertIn(part, outcome.err)

    def test_an_env_file_that_is_wrong_stops_every_command(self) -> None:
        with passing_folder() as folder:
            (folder / "env").write_text("DRP_PROT=1\n")
            outcome = drp("--env-file", folder / "env", "version")
            self.assertEqual(outcome.code, 2)
            self.assertIn("DRP_PROT", outcome.err)

    def test_show_names_values_and_sources_and_no_secret(self) -> None:
        with passing_folder() as folder:
            (folder / "drp-config.json").write_text('{"name": "Shown"}')
            (folder / "provider-config.json").write_text(json.dumps(PROVIDER))
            key = "a-secret-key-of-more-than-32-characters"
            outcome = drp("config", "show", "--json", "--data", folder, environment={"DRP_PORTAL_KEY": key})
            settings = {setting["name"]: setting for setting in outcome.json["settings"]}
            self.assertEqual((settings["name"]["value"], settings["name"]["source"]), ("Shown", "file"))
            self.assertEqual((settings["contact"]["value"], settings["contact"]["source"]), ("", "default"))
            self.assertEqual(settings["DRP_PORTAL_KEY"]["value"], "set")
            self.assertEqual(settings["DRP_SMTP_PASSWORD"]["value"], "not set")
            self.assertEqual(settings["administrator.password"]["value"], "set")
            self.assertNotIn(key, outcome.out)
            self.assertNotIn("a first password", outcome.out)


class FirstStartTest(StackTest):
    def test_the_provider_file_makes_provider_and_administrator_once(self) -> None:
        with passing_folder() as folder:
            (folder / "provider-config.json").write_text(json.dumps(PROVIDER))
            for _ in range(2):
                with Server(folder) as server:
                    client = Client(server)
                    self.assertEqual(client.get("/api/portal").json["provider"], "Valley Electric")
                    body = {"email": "first@valley.example", "password": "a first password"}
                    self.assertEqual(client.post_json("/api/user/session/create", body).status, 200)
                    self.assertNotIn("a first password", server.output())
            users = StoreFile(folder / "drp.db").drp("user", "list", "--json").json
            self.assertEqual(json.dumps(users).count("first@valley.example"), 1)

    @file_only("a store on a server has no folder: the key is given")
    def test_the_key_is_made_beside_the_store_and_stays(self) -> None:
        with passing_folder() as folder:
            with Server(folder):
                made = (folder / "portal-key").read_text()
            self.assertRegex(made, r"^[0-9a-f]{64}\n$")
            self.assertEqual(stat.S_IMODE(os.stat(folder / "portal-key").st_mode), 0o600)
            with Server(folder):
                self.assertEqual((folder / "portal-key").read_text(), made)


class RateLimitTest(StackTest):
    def serve(self, folder: Any, *options: str) -> Server:
        limits = {"per_address_per_minute": 5, "per_account_per_minute": 1000, "per_token_per_minute": 1000}
        (folder / "drp-config.json").write_text(json.dumps({"rate_limits": limits}))
        return Server(folder, *options, behind_nginx=False)

    def test_what_is_left_is_said_and_what_is_too_much_refused(self) -> None:
        with passing_folder() as folder, self.serve(folder) as server:
            client = Client(server)
            answers = [client.get("/api/portal") for _ in range(6)]
            self.assertEqual([answer.status for answer in answers[:5]], [200] * 5)
            self.assertEqual(answers[0].header("RateLimit-Limit"), "5")
            self.assertEqual(answers[0].header("RateLimit-Remaining"), "4")
            refused = answers[5]
            self.assertEqual(refused.status, 429)
            self.assertEqual(refused.json["type"], "/problems/rate-limit-exceeded")
            self.assertEqual(refused.header("RateLimit-Remaining"), "0")
            self.assertGreaterEqual(int(refused.header("Retry-After") or 0), 1)
            # Pages and health are not counted.
            self.assertEqual(client.get("/healthz").status, 200)
            self.assertIsNone(client.get("/healthz").header("RateLimit-Limit"))

    def test_guessed_sessions_are_counted_for_the_address(self) -> None:
        with passing_folder() as folder, self.serve(folder) as server:
            statuses = []
            for i in range(8):
                guess = Client(server, cookie=f"__Host-drp_session=guess-{i}")
                statuses.append(guess.get("/api/user").status)
            self.assertEqual(statuses[:5], [401] * 5)
            self.assertEqual(set(statuses[5:]), {429})

    def test_only_a_trusted_proxy_says_who_asks(self) -> None:
        for trusted in (True, False):
            options = ("--trusted-proxy", "127.0.0.1") if trusted else ()
            with passing_folder() as folder, self.serve(folder, *options) as server:
                statuses = [
                    Client(server, extra={"X-Forwarded-For": f"192.0.2.{i}"}).get("/api/portal").status for i in range(8)
                ]
                self.assertEqual(429 in statuses, not trusted)


if __name__ == "__main__":
    unittest.main()
