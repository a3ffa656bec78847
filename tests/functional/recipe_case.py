"""One recipe with its data as a folder, run as an operator would:

    migrations/NNN_name.yaml   the recipe, with the files it names
    seed/COLLECTION.jsonl      what is there before
    expected/COLLECTION.jsonl  what is there after `up`
    expected.txt               what the operator is told

WHIMBREL_UPDATE_GOLDEN=1 writes the expected ones anew; read the difference before you commit it.
"""

import contextlib
import os
import shutil
import sqlite3

UPDATE = os.environ.get("WHIMBREL_UPDATE_GOLDEN") == "1"
TARGET = "sqlite:case.db"


class RecipeCase:
    """`test` is the functional test that runs it; `folder` the case's."""

    def __init__(self, test, folder):
        self.test = test
        self.folder = folder
        self.recipes = sorted((folder / "migrations").glob("[0-9]*_*.yaml"))
        self.run_times = []

    def run(self):
        self.load_seed()
        before = self.contents()
        told = "".join(self.up(recipe) for recipe in self.recipes)
        after = self.contents()
        self.hold_against("expected.txt", told)
        for name in sorted(set(before) | set(after)):
            if before.get(name) != after.get(name) or (self.folder / "expected" / name).exists():
                self.hold_against(f"expected/{name}", self.without_run_time(after.get(name)))
        self.take_back(before, after)

    def load_seed(self):
        shutil.copytree(self.folder / "migrations", self.test.folder / "migrations")
        for seed in sorted((self.folder / "seed").glob("*.jsonl")):
            self.test.expect(0, "import", str(seed), "--collection", seed.stem, "--target", TARGET)

    def contents(self):
        """The lines of every collection, read without whimbrel: the file is plain SQLite."""
        with contextlib.closing(sqlite3.connect(self.test.folder / "case.db")) as database:
            tables = database.execute(
                "SELECT name, table_name FROM whimbrel_collections").fetchall()
            return {f"{name}.jsonl": "".join(
                item + "\n" for (item,) in
                database.execute(f'SELECT item FROM "{table}" ORDER BY key'))
                for name, table in tables}

    def verb(self, *words):
        return self.test.run_program(*words, "--target", TARGET, "--json")

    def up(self, recipe):
        return self.story(self.verb("up", recipe.stem, "--confirm", "--yes", "--no-backup"))

    def story(self, result):
        document = result.document
        lines = [f"exit {result.code}"]
        report = document.get("result") or {}
        run = report.get("run")
        if run:
            counters = run["counters"]
            self.run_times.append(report["plan"]["inputs"]["run_time_ms"])
            lines.append(f"{run['status']}: {counters['changed']} of {counters['scanned']} "
                         f"changed, {counters['quarantined']} set aside")
            for item in report["quarantined"]:
                lines.append(f"set aside {item['key']}: {item['reason']}")
            lines += [f"{'passed' if check['passed'] else 'FAILED'} "
                      f"{check['name']}: {check['detail']}" for check in report["checks"]]
        error = document.get("error")
        if error:
            lines.append(f"{error['kind']}: {error['message']}")
            lines.append(f"remedy: {error['remedy']}")
        return "\n".join(lines) + "\n"

    def without_run_time(self, text):
        for moment in self.run_times:
            text = (text or "").replace(str(moment), "<run time>")
        return text or ""

    def hold_against(self, name, found):
        golden = self.folder / name
        if UPDATE:
            golden.parent.mkdir(exist_ok=True)
            golden.write_text(found, encoding="utf-8")
        expected = golden.read_text(encoding="utf-8") if golden.exists() else "(no such file)"
        self.test.assertEqual(found, expected, f"{golden} is not what was found")

    def take_back(self, before, after):
        """Down must give back the seed, byte by byte; what did not run has nothing to take back."""
        for recipe in reversed(self.recipes) if before != after else ():
            result = self.verb("down", recipe.stem, "--confirm", "--yes")
            if "undo: none" in recipe.read_text(encoding="utf-8"):
                self.test.assertEqual(result.code, 3, result)
                return
            self.test.assertEqual(result.code, 0, result)
        self.test.assertEqual(self.contents(), before, "down gives back the seed")
