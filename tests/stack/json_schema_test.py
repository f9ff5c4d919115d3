"""The validator that the API's answers are held against can itself fail."""
import unittest

from json_schema import Schemas

DOCUMENT = {
    "components": {
        "schemas": {
            "Level": {"type": "integer", "minimum": 0, "maximum": 5},
            "Meter": {
                "type": "object",
                "additionalProperties": False,
                "required": ["id", "level"],
                "properties": {
                    "id": {"type": "string", "pattern": "^[0-9]{1,9}$"},
                    "level": {"$ref": "#/components/schemas/Level"},
                    "last": {"type": ["string", "null"], "format": "date-time"},
                    "day": {"type": "string", "format": "date"},
                    "kind": {"type": "string", "enum": ["a", "b"]},
                    "values": {"type": "array", "items": {"type": ["integer", "null"]}},
                    "next": {"oneOf": [{"type": "null"}, {"$ref": "#/components/schemas/Meter"}]},
                },
            },
        }
    }
}
METER = {"$ref": "#/components/schemas/Meter"}

ONE_SHAPE = "no portal is started"


class JsonSchemaTest(unittest.TestCase):
    def errors(self, **members: object) -> list[str]:
        return Schemas(DOCUMENT).errors({"id": "7", "level": 0, **members}, METER)

    def test_what_fits_has_no_errors(self) -> None:
        inner = {"id": "8", "level": 5}
        self.assertEqual(
            [], self.errors(last="2026-01-31T00:00:00Z", day="2026-01-31", kind="a", values=[1, None], next=inner)
        )
        self.assertEqual([], self.errors(last=None, next=None))

    def test_a_wrong_type_is_an_error(self) -> None:
        for members in ({"id": 7}, {"level": "0"}, {"level": True}, {"level": 1.0}, {"level": None}, {"values": {}}):
            with self.subTest(members):
                self.assertEqual(1, len(self.errors(**members)))

    def test_a_missing_member_is_an_error(self) -> None:
        self.assertEqual(["$: id is missing", "$: level is missing"], Schemas(DOCUMENT).errors({}, METER))

    def test_a_member_that_is_not_described_is_an_error(self) -> None:
        self.assertEqual(["$: password_hash is not described"], self.errors(password_hash="x"))

    def test_bounds_patterns_choices_and_formats_are_looked_at(self) -> None:
        wrong = (
            {"level": -1},
            {"level": 6},
            {"id": "x"},
            {"kind": "c"},
            {"last": "yesterday"},
            {"last": "2026-02-30T00:00:00Z"},
            {"last": "2026-01-31 00:00:00"},
            {"day": "2026-13-01"},
        )
        for members in wrong:
            with self.subTest(members):
                self.assertEqual(1, len(self.errors(**members)))

    def test_errors_are_found_deep_inside_and_named_by_their_place(self) -> None:
        self.assertEqual(["$.values[1]: 'x' is no integer or null"], self.errors(values=[1, "x"]))
        self.assertIn("$.next.level: 9 is out of range", self.errors(next={"id": "8", "level": 9})[0])

    def test_one_of_means_exactly_one(self) -> None:
        both = {"oneOf": [{"type": "integer"}, {"type": "number"}]}
        self.assertEqual([], Schemas({}).errors(1.5, both))
        self.assertEqual(1, len(Schemas({}).errors(1, both)))

    def test_a_keyword_that_is_not_checked_is_refused(self) -> None:
        with self.assertRaises(ValueError):
            Schemas({}).errors("x", {"type": "string", "minLength": 3})


if __name__ == "__main__":
    unittest.main()
