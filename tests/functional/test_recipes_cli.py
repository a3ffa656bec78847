"""A recipe from its first line to its last run."""

import json
import unittest

from harness import TARGET
from recipe_harness import GO, ON, RecipeTest


class FirstRecipe(RecipeTest):
    def test_from_new_to_down(self):
        seed = self.import_items(count=30)
        self.expect(0, "new", "005_split_name")
        self.expect(3, "new", "005_split_name")
        self.expect(0, "lint")
        self.assertEqual(self.expect(0, "test", "005", "--json").document["result"]["failed"], 0)
        before = self.items()

        # All users change; the template allows a fifth.
        result = self.expect(3, "up", *ON, *GO)
        self.assertIn("005_split_name", result.err)
        self.assertEqual(self.items(), before)
        path = self.folder / "migrations" / "005_split_name.yaml"
        path.write_text(path.read_text().replace("affected: 20%", "affected: 100%"))

        self.expect(0, "rehearse", "005", "--from", seed.name)
        self.assertEqual(self.plan()["migrations"][0]["plan"]["items_selected"], 30)
        self.expect(0, "up", *ON, *GO)
        first = json.loads(self.items().splitlines()[0])
        self.assertEqual(first["first"], "Ada0")
        self.assertNotIn("name", first)
        self.expect(0, "verify", "005", *ON)
        self.expect(0, "report", "005", *ON, "--report", "run.html")
        self.expect(0, "down", "005", *ON, "--confirm", "--yes")
        self.assertEqual(self.items(), before)

    def test_new_wants_digits_and_words(self):
        result = self.expect(2, "new", "Split-Name")
        self.assertIn("005_split_name", result.err)
        self.expect(0, "new", "1_a", "--migrations", "db/recipes")
        self.assertTrue((self.folder / "db/recipes/1_a.yaml").exists())


class Lint(RecipeTest):
    def setUp(self):
        super().setUp()
        self.write_recipe("005_wrong", """\
            description: Wrong
            collection: users
            wher: { a: 1 }
            change:
              - set: { a: { value: 2 } }
            """)

    def test_errors_have_their_place_and_exit_code_1(self):
        result = self.expect(1, "lint")
        self.assertIn("migrations/005_wrong.yaml:4:1: error", result.out)
        self.assertIn("where", result.out)
        self.expect(1, "lint", "migrations/005_wrong.yaml")
        self.expect(1, "lint", "migrations/none.yaml")

    def test_formats_for_machines(self):
        self.assertIn("::error file=migrations/005_wrong.yaml,line=4",
                      self.expect(1, "lint", "--format", "github").out)
        sarif = json.loads(self.expect(1, "lint", "--format", "sarif").out)
        self.assertEqual(sarif["version"], "2.1.0")
        self.assertEqual(json.loads(self.expect(1, "lint", "--format", "json").out)["errors"], 1)
        self.assertEqual(self.expect(1, "lint", "--json").document["result"]["errors"], 1)
        self.expect(2, "lint", "--format", "xml")

    def test_strict_fails_on_warnings(self):
        path = self.write_recipe("005_wrong", """\
            description: No undo
            collection: users
            where: { a: { $exists: true } }
            change:
              - unset: [a]
            undo: none
            limit: { affected: 5% }
            """)
        self.expect(0, "lint", f"migrations/{path.name}")
        self.expect(1, "lint", "--strict")

    def test_the_schema_is_json(self):
        self.assertIn("properties", json.loads(self.expect(0, "lint", "--schema").out))

    def test_without_recipes_it_says_how_to_begin(self):
        (self.folder / "migrations" / "005_wrong.yaml").unlink()
        (self.folder / "migrations").rmdir()
        self.assertIn("whimbrel new", self.expect(2, "lint").err)


class Examples(RecipeTest):
    def test_a_wrong_expectation_is_told_with_its_difference(self):
        self.write_recipe("005_a", """\
            description: Examples
            collection: users
            where: { b: { $exists: false } }
            change:
              - set: { b: { value: 1 } }
            examples:
              - name: right
                given: { _id: 1 }
                expect: { _id: 1, b: 1 }
              - name: wrong
                given: { _id: 2 }
                expect: { _id: 2, b: 2 }
            """)
        result = self.expect(1, "test")
        self.assertIn("right", result.out)
        self.assertIn("b: expected 2, got 1", result.out)
        self.assertIn("migrations/005_a.yaml:11", result.out)
        document = self.expect(1, "test", "migrations/005_a.yaml", "--json").document
        self.assertEqual((document["result"]["passed"], document["result"]["failed"]), (1, 1))

    def test_built_in_ones_carry_none(self):
        self.expect(2, "test", "004")


class Rehearsal(RecipeTest):
    def rehearse(self, code, *options):
        return self.expect(code, "rehearse", "005_a", *options, "--json").document

    def test_tells_what_production_will_see(self):
        seed = self.import_items(count=50)
        self.write_mark("005_a")
        before = self.hash_of("app.db")
        result = self.rehearse(0, "--from", seed.name, *ON, "--keep", "kept.db")["result"]
        self.assertEqual([step["name"] for step in result["steps"]],
                         ["plan", "up", "verify", "down", "compare"])
        self.assertTrue(all(step["passed"] for step in result["steps"]))
        self.assertEqual((result["items"], result["production_items"]), (50, 50))
        self.assertEqual(len(result["slowest"]), 5)
        self.assertIsNotNone(result["estimated_production_ms"])
        self.assertEqual(self.hash_of("app.db"), before)
        self.expect(0, "status", "005_a", "--target", "sqlite:kept.db")
        self.expect(3, "rehearse", "005_a", "--from", seed.name, "--keep", "kept.db")
        text = self.expect(0, "rehearse", "005_a", "--from", seed.name).out
        self.assertIn("byte for byte", text)
        self.assertIn("slowest", text)

    def test_reads_an_archive_too(self):
        self.import_items(count=10)
        self.write_mark("005_a")
        backup = self.expect(0, "backup", "create", *ON, "--json").document["result"]["path"]
        self.assertEqual(self.rehearse(0, "--from", backup)["result"]["items"], 10)

    def test_a_check_that_does_not_hold_fails_it(self):
        seed = self.import_items(count=10)
        self.write_recipe("005_a", """\
            description: Leaves some out
            collection: users
            where: { _id: { $lt: 5 }, m: { $exists: false } }
            change:
              - set: { m: { value: 1 } }
            check:
              - all: { m: 1 }
            """)
        document = self.rehearse(1, "--from", seed.name)
        self.assertEqual(document["result"]["steps"][-1]["name"], "up")
        self.assertFalse(document["result"]["passed"])
        self.assertIn("the rehearsal failed at up", document["error"]["message"])

    def test_its_limit_is_held_and_a_missing_copy_is_said(self):
        seed = self.import_items(count=10)
        path = self.write_mark("005_a")
        path.write_text(path.read_text().replace("100%", "10%"))
        document = self.rehearse(1, "--from", seed.name)
        self.assertEqual(document["result"]["steps"][-1]["name"], "plan")
        self.expect(1, "rehearse", "005_a", "--from", "nothing.jsonl", "--keep", "kept.db")
        self.assertFalse((self.folder / "kept.db").exists())

    def test_collections_that_the_run_makes_and_those_beside_it_are_there(self):
        seed = self.import_items(count=10)
        self.write_recipe("005_a", """\
            description: Users move
            collection: users
            before: [{ create_collection: { name: people, key: _id } }]
            change:
              - copy_to: { collection: archive, key: same }
              - rekey: { key: { jq: '"user:" + (._id | tostring)' }, collection: people }
            limit: { affected: 100% }
            """)
        result = self.rehearse(0, "--from", seed.name, "--keep", "kept.db")["result"]
        self.assertEqual(result["up"]["run"]["counters"]["changed"], 10)

    def test_a_built_in_one_can_be_rehearsed(self):
        self.expect(0, "generate", "wallet", "--count", "100", "-o", "tokens.jsonl")
        self.expect(0, "rehearse", "004", "--from", "tokens.jsonl")

    def test_one_that_is_never_taken_back_says_so(self):
        seed = self.import_items(count=10)
        path = self.write_mark("005_a")
        path.write_text(path.read_text() + "undo: none\n")
        steps = self.rehearse(0, "--from", seed.name)["result"]["steps"]
        self.assertEqual(steps[-1]["name"], "down")
        self.assertIn("left out", steps[-1]["detail"])


class List(RecipeTest):
    def test_tells_where_each_comes_from(self):
        self.write_mark("005_a")
        listed = self.expect(0, "list", "--json").document["result"]["migrations"]
        self.assertEqual([(one["id"], one["source"], one.get("pack")) for one in listed][-2:],
                         [("004_fix_melted_token_status", "built in", "wallet"),
                          ("005_a", "migrations/005_a.yaml", None)])
        self.assertEqual({one["pack"] for one in listed[:-1]}, {"sparta", "wallet"})

    def test_a_recipe_with_errors_stops_no_other_verb(self):
        self.write_recipe("005_wrong", "collection: [\n")
        self.make_wallet()
        self.expect(0, "status", "004", "--target", TARGET)
        result = self.run_program("status", "005", "--target", TARGET)
        self.assertNotEqual(result.code, 0)
        self.assertIn("migrations/005_wrong.yaml", result.err)


if __name__ == "__main__":
    unittest.main()
