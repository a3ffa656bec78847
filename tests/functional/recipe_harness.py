"""Recipes and data for tests of several migrations."""

import json
import textwrap

from harness import FunctionalTest

ON = ["--target", "sqlite:app.db"]
GO = ["--confirm", "--yes", "--no-backup"]


class RecipeTest(FunctionalTest):
    def setUp(self):
        super().setUp()
        (self.folder / "migrations").mkdir()

    def write_recipe(self, recipe_id, text, folder="migrations"):
        path = self.folder / folder / f"{recipe_id}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"id: {recipe_id}\n" + textwrap.dedent(text))
        return path

    def write_mark(self, recipe_id, collection="users", depends_on=(), field=None, value=1):
        """A recipe that gives every item of a collection a field of its own."""
        field = field or "m" + recipe_id.split("_")[0]
        return self.write_recipe(recipe_id, f"""\
            description: Mark {collection} with {field}
            depends_on: [{", ".join(depends_on)}]
            collection: {collection}
            where: {{ {field}: {{ $exists: false }} }}
            change:
              - set: {{ {field}: {{ value: {value} }} }}
            check:
              - all: {{ {field}: {value} }}
            limit: {{ affected: 100% }}
            """)

    def import_items(self, collection="users", count=20, database="app.db"):
        path = self.folder / f"{collection}.jsonl"
        path.write_text("".join(
            json.dumps({"_id": i, "name": f"Ada{i} Lovelace"}) + "\n" for i in range(count)))
        self.expect(0, "import", path.name, "--collection", collection, "--target",
                    f"sqlite:{database}")
        return path

    def items(self, collection="users"):
        self.expect(0, "export", "--collection", collection, *ON, "-o", "items.jsonl")
        return (self.folder / "items.jsonl").read_text()

    def plan(self, *options, code=0):
        return self.expect(code, "plan", *ON, "--json", *options).document["result"]

    def states(self):
        document = self.run_program("plan", *ON, "--json").document
        return {step["id"]: step["state"] for step in document["result"]["migrations"]}

    def runs(self):
        return self.expect(0, "history", *ON, "--json").document["result"]["runs"]

    def events(self):
        return self.expect(0, "history", "--events", *ON, "--json").document["result"]["events"]
