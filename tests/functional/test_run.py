"""The main job from end to end, and what holds it back."""

import re
import subprocess
import unittest

from harness import MIGRATION, PROGRAM, TARGET, FunctionalTest

ON_TARGET = [MIGRATION, "--target", TARGET]


class MainJob(FunctionalTest):
    def test_up_verify_down_leaves_the_data_as_it_was(self):
        melted = self.make_wallet()
        before = self.export()
        self.assertEqual(self.status()["items_selected"], melted)

        preview = self.expect(0, "preview", *ON_TARGET, "--json").document["result"]
        self.assertEqual(preview["migration_name"], MIGRATION)
        self.assertEqual(preview["stats"]["tokensToMigrate"], melted)
        self.assertIn("userImpact", preview)
        self.assertEqual(len(preview["sampleTokens"]), min(10, melted))
        self.assertIn(preview["riskAssessment"]["riskLevel"], ["low", "medium", "high"])

        up = self.expect(0, "up", *ON_TARGET, "--confirm", "--yes", "--json").document["result"]
        self.assertEqual(up["run"]["status"], "completed")
        self.assertEqual(up["run"]["counters"]["changed"], melted)
        self.assertEqual(len(up["backups"]), 1)
        self.assertNotEqual(self.export(), before)
        self.assertTrue(self.status()["is_completed"])
        self.expect(0, "verify", *ON_TARGET)
        self.expect(0, "backup", "verify", up["backups"][0]["path"])

        down = self.expect(0, "down", *ON_TARGET, "--confirm", "--yes", "--json").document
        self.assertEqual(down["result"]["run"]["status"], "rolled_back")
        self.assertEqual(self.export(), before)

    def test_the_memory_that_it_tells_is_its_own(self):
        self.make_wallet()
        # A new process is for an instant as large as the one that starts it.
        ballast = bytearray(b"x") * (512 << 20)
        up = self.expect(0, "up", *ON_TARGET, "--confirm", "--yes", "--no-backup", "--json")
        peak_bytes = up.document["result"]["peak_memory_bytes"]
        self.assertGreater(peak_bytes, 1 << 20)
        self.assertLess(peak_bytes, len(ballast))

    def test_a_second_up_is_refused(self):
        self.make_wallet()
        self.expect(0, "up", *ON_TARGET, "--confirm", "--yes", "--no-backup")
        result = self.expect(3, "up", *ON_TARGET, "--confirm", "--yes", "--no-backup")
        self.assertIn("Migration has already been completed", result.err)
        self.assertNotIn("Preview of", result.out)

    def test_down_without_a_run_is_refused(self):
        self.make_wallet()
        result = self.expect(3, "down", *ON_TARGET, "--confirm", "--yes")
        self.assertIn("Cannot rollback migration with status: pending", result.err)

    def test_a_plan_that_no_longer_fits_is_refused(self):
        self.make_wallet()
        self.expect(0, "preview", *ON_TARGET, "--plan", "plan.json")
        self.expect(0, "up", *ON_TARGET, "--confirm", "--yes", "--no-backup", TEST_MODE="true")
        self.expect(3, "up", *ON_TARGET, "--plan", "plan.json", "--confirm", "--yes",
                    "--no-backup")

    def test_the_blast_radius_is_held_before_anything_is_written(self):
        self.make_wallet()
        before = self.export()
        result = self.expect(3, "up", *ON_TARGET, "--confirm", "--yes", "--max-affected", "1%")
        self.assertIn("data: Nothing was changed.", result.err)
        self.assertEqual(self.export(), before)

    def test_test_mode_changes_five(self):
        melted = self.make_wallet()
        self.expect(0, "up", *ON_TARGET, "--confirm", "--yes", "--no-backup", TEST_MODE="true")
        self.assertEqual(self.status()["items_selected"], melted - 5)

    def test_a_dry_run_leaves_the_file_byte_for_byte(self):
        melted = self.make_wallet()
        before = self.hash_of("wallet.db")
        report = self.expect(0, "up", *ON_TARGET, "--dry-run", "--report", "dry.html",
                             "--json").document["result"]
        self.assertTrue(report["dry_run"])
        self.assertEqual(report["run"]["counters"]["changed"], melted)
        self.expect(0, "up", *ON_TARGET, DRY_RUN="true")
        self.assertEqual(self.hash_of("wallet.db"), before)
        self.assertIn("Dry run", (self.folder / "dry.html").read_text())
        # SQLite leaves its own, empty, where a reader was the last to close.
        left = {path.name: path.stat().st_size for path in self.folder.iterdir()}
        left.pop("wallet.db-shm", None)
        self.assertEqual(left.pop("wallet.db-wal", 0), 0)
        self.assertEqual(sorted(left), ["dry.html", "wallet.db"])

    def test_reading_verbs_make_no_database(self):
        for verb in (["status", MIGRATION], ["preview", MIGRATION], ["verify", MIGRATION],
                     ["history"], ["export", "--collection", "c"], ["check", "wallet"],
                     ["backup", "create"], ["up", MIGRATION], ["resume", MIGRATION]):
            with self.subTest(verb=verb):
                result = self.expect(1, *verb, "--target", "sqlite:missing.db")
                self.assertIn("sqlite:missing.db: there is no such database", result.err)
                self.assertIn("whimbrel import", result.err)
        self.assertEqual(list(self.folder.iterdir()), [])


class Reports(FunctionalTest):
    def test_the_page_needs_nothing_else_and_tells_no_secret(self):
        self.make_wallet()
        self.expect(0, "up", *ON_TARGET, "--confirm", "--yes", "--report", "up.html")
        self.expect(0, "report", *ON_TARGET, "--report", "again.html")
        secrets = set(re.findall(r'"secret":\s*"([^"]+)"', self.export().decode()))
        self.assertTrue(secrets)
        for name in ("up.html", "again.html"):
            page = (self.folder / name).read_text()
            self.assertIn("<svg", page)
            self.assertNotRegex(page, r'(src|href)\s*=|url\(|@import|<script')
            self.assertFalse([secret for secret in secrets if secret in page])

    def test_history_tells_runs_and_holds_the_chain(self):
        self.make_wallet()
        self.expect(0, "up", *ON_TARGET, "--confirm", "--yes", "--no-backup",
                    WHIMBREL_ACTOR="ada@ops-1")
        runs = self.expect(0, "history", "--target", TARGET, "--json").document["result"]["runs"]
        self.assertEqual([run["started_by"] for run in runs], ["ada@ops-1"])
        chain = self.expect(0, "history", "--verify", "--target", TARGET,
                            "--json").document["result"]
        self.assertTrue(chain["intact"])
        events = self.expect(0, "history", "--events", "--target", TARGET,
                             "--json").document["result"]["events"]
        self.assertEqual(len(events), chain["entries"])

    def test_list_targets_and_version_are_documents(self):
        (self.folder / "whimbrel.yaml").write_text(
            "targets:\n  live: sqlite:live.db\n  rehearsal: sqlite:r.db\n"
            "defaults:\n  target: rehearsal\n")
        listed = self.expect(0, "list", "--json").document["result"]["migrations"]
        self.assertEqual([one["id"] for one in listed if one["pack"] == "wallet"], [MIGRATION])
        targets = self.expect(0, "targets", "--json").document["result"]["targets"]
        self.assertEqual([(t["name"], t["default"]) for t in targets],
                         [("live", False), ("rehearsal", True)])
        self.expect(0, "version", "--json").document


class Data(FunctionalTest):
    def test_import_and_export_are_inverse(self):
        self.expect(0, "generate", "wallet", "--count", "50", "-o", "tokens.jsonl")
        result = self.expect(0, "import", "tokens.jsonl", "--collection", "cashu_tokens",
                             "--target", TARGET, "--json").document["result"]
        self.assertEqual((result["inserted"], result["bad"]), (50, 0))
        self.assertEqual(self.export(), (self.folder / "tokens.jsonl").read_bytes())

    def test_a_bad_line_is_named_or_set_aside(self):
        (self.folder / "in.jsonl").write_text('{"_id":1}\n{"_id":2,}\n{"_id":3}\n')
        result = self.expect(1, "import", "in.jsonl", "--collection", "c", "--target", TARGET)
        self.assertIn("in.jsonl", result.err)
        self.assertIn("2", result.err)
        result = self.expect(4, "import", "in.jsonl", "--collection", "c", "--target",
                             "sqlite:other.db", "--bad-lines", "bad.jsonl", "--json")
        self.assertEqual(result.document["result"]["bad"], 1)
        self.assertIn('{"_id":2,}', (self.folder / "bad.jsonl").read_text())

    def test_backup_and_restore_are_inverse(self):
        self.make_wallet()
        before = self.export()
        backup = self.expect(0, "backup", "create", "--target", TARGET, "--json",
                             WHIMBREL_PASSPHRASE="correct horse").document["result"]
        self.assertTrue(backup["encrypted"])
        listed = self.expect(0, "backup", "list", "--json").document["result"]["backups"]
        self.assertEqual(len(listed), 1)
        self.expect(1, "backup", "verify", backup["path"], WHIMBREL_PASSPHRASE="wrong horse")
        self.expect(0, "backup", "restore", backup["path"], "--target", "sqlite:restored.db",
                    WHIMBREL_PASSPHRASE="correct horse")
        self.assertEqual(self.export("restored.db"), before)
        self.expect(3, "backup", "restore", backup["path"], "--target", "sqlite:restored.db",
                    WHIMBREL_PASSPHRASE="correct horse")

    def test_check_wallet_tells_melted_tokens(self):
        melted = self.make_wallet()
        document = self.expect(1, "check", "wallet", "--target", TARGET, "--json").document
        self.assertFalse(document["ok"])
        self.assertEqual(document["result"]["tokens"]["problematicTokens"], melted)

    def test_a_full_standard_output_is_said(self):
        with open("/dev/full", "w", encoding="utf-8") as full:
            done = subprocess.run([PROGRAM, "list"], cwd=self.folder, env=self.environment(),
                                  stdout=full, stderr=subprocess.PIPE, text=True, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("could not be written to standard output", done.stderr)


class Settings(FunctionalTest):
    def batch_error(self, **variables):
        return self.run_program("preview", *ON_TARGET, **variables).err.splitlines()[0]

    def test_flags_beat_environment_beats_dotenv_beats_file(self):
        self.make_wallet(count=20)
        (self.folder / "whimbrel.yaml").write_text("defaults:\n  batch_size: zero\n")
        self.assertIn("whimbrel.yaml:2:15: defaults.batch_size: 'zero'", self.batch_error())
        (self.folder / "whimbrel.yaml").write_text("defaults:\n  batch_size: 7\n")
        (self.folder / ".env").write_text("# settings\nWHIMBREL_BATCH_SIZE=dotenv\n")
        self.assertIn(".env:2 (WHIMBREL_BATCH_SIZE): 'dotenv'", self.batch_error())
        self.assertIn("WHIMBREL_BATCH_SIZE: 'process'",
                      self.batch_error(WHIMBREL_BATCH_SIZE="process"))
        self.expect(0, "preview", *ON_TARGET, "--batch-size", "9",
                    WHIMBREL_BATCH_SIZE="process")

    def test_a_name_from_the_file_opens_its_target(self):
        self.make_wallet(count=20)
        (self.folder / "whimbrel.yaml").write_text("targets:\n  live: sqlite:wallet.db\n")
        self.expect(0, "status", MIGRATION, "--target", "live")
        result = self.expect(2, "status", MIGRATION, "--target", "life")
        self.assertIn("did you mean live?", result.err)

    def test_a_broken_dotenv_names_its_line(self):
        (self.folder / ".env").write_text("A=1\nnonsense\n")
        self.assertIn(".env:2:9: '=' is missing behind the name", self.expect(2, "list").err)


if __name__ == "__main__":
    unittest.main()
