"""A whole portal moves into another store, with the real binary."""

import tempfile
import unittest
from pathlib import Path

from support import drp

DONE, CONFLICT = 0, 5


class CopyTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def store(self, name: str) -> str:
        return f"sqlite://{self.folder / name}"

    def test_a_copied_portal_is_the_same_portal(self) -> None:
        self.assertEqual(DONE, drp("demo", "--store", self.store("a.db")).code)
        copied = drp("copy", "--from", self.store("a.db"), "--to", self.store("b.db"), "--json")
        self.assertEqual(DONE, copied.code, copied.err)
        self.assertEqual(copied.json["rows"] - copied.json["copied"], self.rows_made_with_a_store())
        self.assertEqual(DONE, drp("check", "--store", self.store("b.db")).code)
        digests = [drp("export", "--digest", "--store", self.store(name)).out for name in ("a.db", "b.db")]
        self.assertEqual(digests[0], digests[1])

    def test_a_store_in_use_is_not_copied_over(self) -> None:
        for name in ("a.db", "b.db"):
            self.assertEqual(DONE, drp("demo", "--store", self.store(name)).code)
        again = drp("copy", "--from", self.store("a.db"), "--to", self.store("b.db"))
        self.assertEqual(CONFLICT, again.code)
        self.assertIn("Copy into a store that does not exist yet.", again.err)

    @staticmethod
    def rows_made_with_a_store() -> int:
        """The calendar: each day from 1989-12-31 to 2100-01-01, made with the store and compared, not copied."""
        return 40_179


if __name__ == "__main__":
    unittest.main()
