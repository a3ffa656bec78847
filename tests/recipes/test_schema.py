"""The JSON Schema of recipes takes every good recipe of the tree and refuses the bad ones that a
schema can tell: those whose structure is wrong, not those whose jq or file name is."""

import json
import re
import unittest
from pathlib import Path

import jsonschema
import yaml

ROOT = Path(__file__).resolve().parents[2]
BAD = ROOT / "tests/cases/bad-recipes"
SCHEMA = json.loads((ROOT / "data/recipe.schema.json").read_text(encoding="utf-8"))

# What a schema does not see: the text of the file, its name, and what stands in expressions.
BEYOND_A_SCHEMA = re.compile(
    r"-(id-of-another-file|depends-on-itself|key-twice|tab|bracket-not-closed|jq-without-quotes"
    r"|quote-not-closed|colon-in-text|anchor|tag|second-document|indent-lost"
    r"|pattern-that-is-none|date-that-is-none|number-too-large|change-after-delete"
    r"|field-inside-another|wrong-path|jq-that-does-not-compile|jq-function-unknown"
    r"|rename-into-itself|program-that-is-not-there|reads-a-wrong-path|collection-of-whimbrel"
    r"|limit-above-all|warnings-\S+)$"
)


class CoreLoader(yaml.SafeLoader):
    """YAML 1.2's core rules, as whimbrel and editors have them: no dates, no yes and no."""


CoreLoader.yaml_implicit_resolvers = {}
for tag, pattern, first in (
    ("null", r"(~|null|Null|NULL|)", ["~", "n", "N", ""]),
    ("bool", r"(true|True|TRUE|false|False|FALSE)", list("tTfF")),
    ("int", r"[-+]?[0-9]+", list("-+0123456789")),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", list("-+.0123456789")),
):
    CoreLoader.add_implicit_resolver(
        "tag:yaml.org,2002:" + tag, re.compile("^" + pattern + "$"), first
    )


def load(path):
    return yaml.load(path.read_text(encoding="utf-8"), CoreLoader)


def is_recipe(path):
    text = path.read_text(encoding="utf-8")
    return re.search(r"^id:", text, re.MULTILINE) and re.search(r"^change:", text, re.MULTILINE)


def good_recipes():
    for folder in ("examples", "tests/cases", "bench"):
        for path in sorted((ROOT / folder).rglob("*.yaml")):
            if BAD not in path.parents and is_recipe(path):
                yield path


class Schema(unittest.TestCase):
    validator = jsonschema.Draft7Validator(SCHEMA)

    def errors(self, path):
        return [f"{list(e.path)}: {e.message}" for e in self.validator.iter_errors(load(path))]

    def test_it_is_a_schema(self):
        jsonschema.Draft7Validator.check_schema(SCHEMA)

    def test_it_takes_every_good_recipe(self):
        for path in good_recipes():
            with self.subTest(recipe=str(path.relative_to(ROOT))):
                self.assertEqual(self.errors(path), [])

    def test_it_takes_recipes_that_are_only_warned_of(self):
        for path in sorted(BAD.glob("*-warnings-*/*.yaml")):
            with self.subTest(recipe=path.parent.name):
                self.assertEqual(self.errors(path), [])

    def test_it_refuses_what_is_structurally_wrong(self):
        refused = 0
        for path in sorted(BAD.glob("*/*.yaml")):
            if BEYOND_A_SCHEMA.search(path.parent.name):
                continue
            with self.subTest(recipe=path.parent.name):
                self.assertNotEqual(self.errors(path), [])
                refused += 1
        self.assertGreaterEqual(refused, 40)

    def test_every_key_is_described(self):
        for name, value in SCHEMA["properties"].items():
            with self.subTest(key=name):
                shown = value.get("description") or SCHEMA["definitions"]["limit"]["description"]
                self.assertTrue(shown)

    def test_it_takes_everything_the_format_has(self):
        self.assertEqual(self.errors(ROOT / "tests/recipes/whole_format.yaml"), [])


if __name__ == "__main__":
    unittest.main()
