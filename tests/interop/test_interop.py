"""What the AWS SDK for JavaScript writes, whimbrel migrates, backs up and gives back; the SDK says
whether it is the same, in type and value."""

import json
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "functional"))

# pylint: disable=wrong-import-position
from dynamodb_tables import DynamoDbTables
from harness import TIMEOUT_S, FunctionalTest

TABLE = "written-by-the-sdk"
RECIPE = f"""
id: 001_renew
description: Renew what is old
collection: {TABLE}
where: {{ state: old }}
change:
  - set: {{ state: new }}
  - set: {{ map.size: 8 }}
  - unset: [nothing]
"""


class Interop(FunctionalTest):
    def setUp(self):
        super().setUp()
        self.tables = DynamoDbTables()
        self.addCleanup(self.tables.connection.close)
        self.addCleanup(self.tables.clear)
        (self.folder / "migrations").mkdir()
        (self.folder / "migrations/001_renew.yaml").write_text(RECIPE, encoding="utf-8")
        self.sdk("write")
        self.written = self.read()
        self.assertEqual(len(self.written), 40)

    def environment(self, **variables):
        return super().environment(**(self.tables.variables() | variables))

    def sdk(self, verb):
        done = subprocess.run(["node", str(HERE / "items.mjs"), verb, TABLE], check=False,
                              env=self.environment(), capture_output=True, text=True,
                              timeout=TIMEOUT_S)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def read(self):
        return [json.loads(line) for line in self.sdk("read").splitlines()]

    def renewed(self):
        items = json.loads(json.dumps(self.written))
        for item in items:
            if item["state"] == {"S": "old"}:
                item["state"] = {"S": "new"}
                item["map"]["M"]["size"] = {"N": "8"}
                del item["nothing"]
        return sorted(items, key=lambda item: item["id"]["S"])

    def by_id(self):
        return sorted(self.read(), key=lambda item: item["id"]["S"])

    def test_a_migration_changes_what_it_says_and_gives_everything_back(self):
        self.expect(0, "up", "001_renew", "--dry-run")
        self.assertEqual(self.read(), self.written)
        self.expect(0, "up", "001_renew", "--confirm", "--yes")
        self.assertEqual(self.by_id(), self.renewed())
        self.expect(0, "down", "001_renew", "--confirm", "--yes")
        self.assertEqual(self.read(), self.written)

    def test_a_backup_restores_every_type(self):
        backup = self.expect(0, "backup", "create", "--collection", TABLE,
                             "--json").document["result"]["path"]
        self.tables.call("DeleteTable", TableName=TABLE)
        self.expect(0, "backup", "restore", backup, "--confirm", "--yes")
        self.assertEqual(self.read(), self.written)

    def test_an_export_and_an_import_keep_every_type(self):
        self.expect(0, "export", "--collection", TABLE, "--format", "dynamodb", "-o", "all.jsonl")
        self.tables.call("DeleteTable", TableName=TABLE)
        self.tables.make(TABLE, "id", "slot:N")
        self.expect(0, "import", "all.jsonl", "--collection", TABLE, "--key", "id", "--key", "slot")
        self.assertEqual(self.read(), self.written)
