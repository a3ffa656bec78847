"""Recipes killed at random: resumed, they end as an undisturbed run does; taken back, as before."""

import contextlib
import json
import os
import random
import sqlite3
import time

from harness import FunctionalTest

ROUNDS = int(os.environ.get("WHIMBREL_TEST_ROUNDS", "1")) * 4
ITEMS = 4000
TARGET = "sqlite:kills.db"

RECIPES = {
    "increment": "change:\n  - increment: { n: 1, seen: 1 }\n",
    "rekey": ("where: { _id: { $regex: '^item-' } }\n"
              "before:\n  - create_collection: { name: moved, key: _id }\n"
              "change:\n  - rekey: { key: { jq: '\"moved-\" + ._id' }, collection: moved }\n"),
    "copy": ("where: { kind: b }\n"
             "before:\n  - create_collection: { name: kept, key: _id }\n"
             "change:\n  - copy_to: { collection: kept }\n  - unset: [n]\n"),
    "jq": "where: { kind: a }\nchange:\n  - jq: '.n = .n * 2 | .kind = \"done\"'\n",
}


class RecipeKills(FunctionalTest):
    def prepare(self, name):
        self.recipe = f"050_{name}"
        (self.folder / "migrations").mkdir()
        (self.folder / "migrations" / f"{self.recipe}.yaml").write_text(
            f"id: {self.recipe}\ndescription: killed at random\ncollection: things\n"
            + RECIPES[name], encoding="utf-8")
        with open(self.folder / "seed.jsonl", "w", encoding="utf-8") as seed:
            for i in range(ITEMS):
                item = {"_id": f"item-{i:05}", "n": i, "kind": "abc"[i % 3], "text": "x" * 40}
                seed.write(json.dumps(item) + "\n")
        self.expect(0, "import", "seed.jsonl", "--collection", "things", "--target", TARGET)

    def contents(self):
        with contextlib.closing(sqlite3.connect(self.folder / "kills.db")) as database:
            tables = database.execute(
                "SELECT name, table_name FROM whimbrel_collections").fetchall()
            return {name: database.execute(f'SELECT key, item FROM "{table}"').fetchall()
                    for name, table in tables}

    def words(self, verb):
        words = [verb, self.recipe, "--target", TARGET, "--batch-size", "100"]
        words += ["--confirm", "--yes"] * (verb != "resume")
        return words + ["--no-backup"] * (verb == "up")

    def kill_at_random(self, verb, longest_s):
        process = self.start_program(*self.words(verb))
        time.sleep(random.random() * longest_s)
        process.kill()
        process.communicate()

    def bring_to_end(self, verb):
        """Goes on until the run is over, however it was left."""
        resumed = self.run_program(*self.words("resume"))
        if resumed.code == 3:  # killed before it began, or after it ended
            self.run_program(*self.words(verb))
        else:
            self.assertEqual(resumed.code, 0, resumed)

    def run_rounds(self, name):
        self.prepare(name)
        before = self.contents()
        started = time.monotonic()
        self.expect(0, *self.words("up"))
        longest_s = time.monotonic() - started
        after = self.contents()
        self.expect(0, *self.words("down"))
        self.assertEqual(self.contents(), before)
        for _ in range(ROUNDS):
            self.kill_at_random("up", longest_s)
            self.bring_to_end("up")
            self.assertEqual(self.contents(), after)
            self.kill_at_random("down", longest_s)
            self.bring_to_end("down")
            self.assertEqual(self.contents(), before)


def add_test(name):
    setattr(RecipeKills, f"test_{name}_killed_at_random_ends_as_undisturbed",
            lambda self: self.run_rounds(name))


for recipe_name in RECIPES:
    add_test(recipe_name)
