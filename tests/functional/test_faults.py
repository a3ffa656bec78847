"""Disks, files and inputs that are not as they should be: clear words, and nothing lost."""

import ctypes
import gzip
import json
import os
import resource
import shutil
import signal
import sqlite3
import stat
import subprocess
import time
import unittest
from pathlib import Path

from harness import MIGRATION, PROGRAM, TARGET, TIMEOUT_S, FunctionalTest, Result
from wallet_oracle import WalletOracle

ON_TARGET = [MIGRATION, "--target", TARGET]
UP = ["up", *ON_TARGET, "--confirm", "--yes", "--no-backup", "--batch-size", "100"]
DOWN = ["down", *ON_TARGET, "--confirm", "--yes"]
DATA = Path(__file__).resolve().parent.parent / "data"
PR_CAPBSET_DROP, CAP_DAC_OVERRIDE = 24, 1


class FaultTest(FunctionalTest):
    def setUp(self):
        super().setUp()
        self.started_ms = time.time() * 1000 - 1

    def run_after(self, prepare, *arguments):
        """Runs the program in a process in which `prepare` was called first."""
        done = subprocess.run(
            [PROGRAM, *arguments], cwd=self.folder, env=self.environment(), check=False,
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=TIMEOUT_S,
            preexec_fn=prepare)
        return Result(done.returncode, done.stdout, done.stderr)

    def fails_clearly(self, result, code, *words):
        """What happened, what it means for the data, what to do: three lines, each with words."""
        self.assertEqual(result.code, code, result)
        for beginning in ("error: ", "  data: ", "  next: "):
            lines = [line for line in result.err.splitlines() if line.startswith(beginning)]
            self.assertEqual(len(lines), 1, result)
            self.assertGreater(len(lines[0]), len(beginning) + 5, result)
        for word in words:
            self.assertIn(word, result.err)

    def make_prepared(self, count):
        self.make_wallet(count=count, melted_percent=50, database="prepared.db")
        self.oracle = WalletOracle(self.export("prepared.db"))

    def start_over(self, name="prepared.db"):
        for path in self.folder.glob("wallet.db*"):
            path.unlink()
        shutil.copyfile(self.folder / name, self.folder / "wallet.db")

    def run_status(self):
        run = self.status()["latest_run"]
        return run and run["status"]

    def check_goes_on(self):
        """With the trouble gone: to the end, and back to the first byte."""
        self.expect(0, *(UP if self.run_status() is None else ["resume", *ON_TARGET,
                                                               "--no-backup"]))
        self.expect(0, "verify", *ON_TARGET)
        self.assertEqual(self.oracle.faults_after_up(self.export(), self.started_ms,
                                                     time.time() * 1000), [])
        self.expect(0, *DOWN)
        self.assertEqual(self.export(), self.oracle.before)
        self.expect(0, "history", "--verify", "--target", TARGET)


def with_files_of_at_most(size):
    """Like a full disk for every user: writing past `size` fails with EFBIG."""
    def prepare():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    return prepare


class NoRoom(FaultTest):
    def test_an_input_that_is_not_there_makes_no_database(self):
        result = self.expect(1, "import", "nowhere.jsonl", "--collection", "c", "--target",
                             "sqlite:new.db")
        self.assertIn("nowhere.jsonl", result.err)
        self.assertIn("data: Nothing was changed.", result.err)
        self.assertFalse((self.folder / "new.db").exists())

    def test_a_run_that_cannot_write_stops_and_goes_on_later(self):
        self.make_prepared(count=3_000)
        stopped_half_way = 0
        # Of the log, which grows to some 3 MB here.
        for size in range(100_000, 3_000_000, 290_000):
            with self.subTest(size=size):
                self.start_over()
                result = self.run_after(with_files_of_at_most(size), *UP)
                if result.code == 0:
                    break
                self.fails_clearly(result, 1)
                self.assertRegex(result.err, "disk I/O error|full|File too large")
                left = self.status()["items_selected"]
                stopped_half_way += 0 < left < self.oracle.selected_count
                self.check_goes_on()
        self.assertGreater(stopped_half_way, 0)

    def test_a_rollback_that_cannot_write_stops_and_goes_on_later(self):
        self.make_prepared(count=3_000)
        self.start_over()
        self.expect(0, *UP)
        shutil.copyfile(self.folder / "wallet.db", self.folder / "applied.db")
        stopped = 0
        for size in range(40_000, 3_000_000, 390_000):
            with self.subTest(size=size):
                self.start_over("applied.db")
                result = self.run_after(with_files_of_at_most(size), *DOWN)
                if result.code == 0:
                    break
                stopped += 1
                self.fails_clearly(result, 1)
                if self.run_status() == "completed":
                    self.expect(0, *DOWN)
                else:
                    self.expect(0, "resume", *ON_TARGET)
                self.assertEqual(self.export(), self.oracle.before)
        self.assertGreater(stopped, 0)

    def test_files_that_cannot_be_written_leave_none_of_their_name(self):
        self.make_prepared(count=1_000)
        self.start_over()
        for arguments, name in (
                (["backup", "create", "--target", TARGET], "migration-backup-*"),
                (["export", "--collection", "cashu_tokens", "--target", TARGET, "-o", "o.jsonl"],
                 "o.jsonl*"),
                (["preview", *ON_TARGET, "--plan", "plan.json"], "plan.json*"),
                (["preview", *ON_TARGET, "--report", "report.html"], "report.html*")):
            with self.subTest(arguments=arguments):
                small = with_files_of_at_most(1_000 if "preview" in arguments else 40_000)
                result = self.run_after(small, *arguments)
                self.fails_clearly(result, 1)
                self.assertEqual(list(self.folder.glob(name)), [])
        self.assertEqual(self.export(), self.oracle.before)

    def test_an_import_and_a_restore_that_cannot_write_are_completed_later(self):
        self.make_prepared(count=3_000)
        (self.folder / "tokens.jsonl").write_bytes(self.oracle.before)
        made = self.expect(0, "backup", "create", "--target", "sqlite:prepared.db",
                           "--json").document["result"]["path"]
        imported = ["import", "tokens.jsonl", "--collection", "cashu_tokens", "--target", TARGET]
        for arguments, again in ((imported, [*imported, "--existing", "skip"]),
                                 (["backup", "restore", made, "--target", TARGET],) * 2):
            with self.subTest(arguments=arguments):
                for path in self.folder.glob("wallet.db*"):
                    path.unlink()
                result = self.run_after(with_files_of_at_most(500_000), *arguments)
                self.fails_clearly(result, 1)
                self.expect(0, *again)
                self.assertEqual(self.export(), self.oracle.before)

    def test_a_full_disk_stops_a_run_and_room_lets_it_go_on(self):
        if subprocess.run(["unshare", "-rm", "true"], check=False, capture_output=True).returncode:
            self.skipTest("this machine does not let this user mount anything")
        self.make_prepared(count=3_000)
        (self.folder / "small").mkdir()
        (self.folder / "saved").mkdir()
        size = (self.folder / "prepared.db").stat().st_size // 1024
        words = " ".join(UP).replace(TARGET, "sqlite:small/wallet.db")
        script = (f"mount -t tmpfs -o size={size + 900}k none small && "
                  f"cp prepared.db small/wallet.db && '{PROGRAM}' {words}; "
                  "code=$?; cp -p small/* saved/; exit $code")
        done = subprocess.run(["unshare", "-rm", "sh", "-c", script], cwd=self.folder, check=False,
                              env=self.environment(), capture_output=True, text=True,
                              timeout=TIMEOUT_S)
        self.fails_clearly(Result(done.returncode, done.stdout, done.stderr), 1, "full",
                           "free disk space")
        for path in (self.folder / "saved").iterdir():
            shutil.copyfile(path, self.folder / path.name)
        self.assertLess(self.status()["items_selected"], self.oracle.selected_count)
        self.check_goes_on()


def as_one_whom_permissions_bind():
    """Also when root runs the tests: exec without the right to override them."""
    if os.geteuid() == 0 and ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, 0, 0, 0):
        raise OSError("cannot drop CAP_DAC_OVERRIDE")


class ReadOnly(FaultTest):
    def setUp(self):
        super().setUp()
        self.make_prepared(count=100)
        (self.folder / "closed").mkdir()
        shutil.copyfile(self.folder / "prepared.db", self.folder / "closed" / "wallet.db")
        self.target = ["--target", "sqlite:closed/wallet.db"]

    def close(self, folder_mode):
        (self.folder / "closed" / "wallet.db").chmod(0o444)
        (self.folder / "closed").chmod(folder_mode)
        self.addCleanup((self.folder / "closed").chmod, stat.S_IRWXU)

    def check(self):
        before = self.hash_of("closed/wallet.db")
        for verb in (["up", MIGRATION, "--confirm", "--yes", "--no-backup"],
                     ["backup", "restore", self.archive(), "--existing", "keep"],
                     ["import", "export.jsonl", "--collection", "c"]):
            with self.subTest(verb=verb):
                result = self.run_after(as_one_whom_permissions_bind, *verb, *self.target)
                self.fails_clearly(result, 1, "writable")
        self.assertEqual(self.hash_of("closed/wallet.db"), before)
        # Reading needs no right to write.
        for verb in (["status", MIGRATION], ["preview", MIGRATION],
                     ["up", MIGRATION, "--dry-run"],
                     ["export", "--collection", "cashu_tokens", "-o", "read.jsonl"]):
            with self.subTest(verb=verb):
                result = self.run_after(as_one_whom_permissions_bind, *verb, *self.target)
                self.assertEqual(result.code, 0, result)
        self.assertEqual((self.folder / "read.jsonl").read_bytes(), self.oracle.before)
        self.assertEqual(self.hash_of("closed/wallet.db"), before)

    def archive(self):
        if not (self.folder / "a.whb").exists():
            made = self.expect(0, "backup", "create", "--target", "sqlite:prepared.db",
                               "--json").document["result"]["path"]
            shutil.move(self.folder / made, self.folder / "a.whb")
        return "a.whb"

    def test_a_file_that_only_can_be_read(self):
        self.close(folder_mode=0o755)
        self.check()

    def test_a_file_in_a_folder_that_only_can_be_read(self):
        self.close(folder_mode=0o555)
        self.check()


class Damage(FaultTest):
    def flip(self, data, position):
        return data[:position] + bytes([data[position] ^ 0x10]) + data[position + 1:]

    def change_journal(self, change):
        """Applies `change` to the journal's (key, value) rows."""
        with sqlite3.connect(self.folder / "wallet.db") as store:
            rows = store.execute("SELECT key, value FROM whimbrel_journal ORDER BY key").fetchall()
            self.assertGreater(len(rows), 2)
            store.execute("DELETE FROM whimbrel_journal")
            store.executemany("INSERT INTO whimbrel_journal(key, version, value) VALUES (?, 1, ?)",
                              change(rows))
        store.close()

    def test_a_damaged_journal_is_refused_before_anything_is_taken_back(self):
        self.make_prepared(count=400)
        self.start_over()
        made = self.expect(0, *[word for word in UP if word != "--no-backup"],
                           "--json").document["result"]["backups"][0]["path"]
        applied = self.export()
        shutil.copyfile(self.folder / "wallet.db", self.folder / "applied.db")

        def flipped(row, part):
            return lambda rows: [
                (key, self.flip(value, int(part * (len(value) - 1)))) if number == row else
                (key, value) for number, (key, value) in enumerate(rows)]

        changes = {f"record {row} at {part}": flipped(row, part)
                   for row in (0, 1, 2) for part in (0, 0.1, 0.5, 1)}
        changes["a record missing"] = lambda rows: [rows[0], *rows[2:]]
        changes["the last missing"] = lambda rows: rows[:-1]
        changes["all missing"] = lambda rows: []
        changes["two exchanged"] = lambda rows: [(rows[0][0], rows[1][1]), (rows[1][0], rows[0][1]),
                                                 *rows[2:]]
        changes["one cut"] = lambda rows: [(rows[0][0], rows[0][1][:50]), *rows[1:]]
        changes["one empty"] = lambda rows: [(rows[0][0], b""), *rows[1:]]
        for name, change in changes.items():
            with self.subTest(name):
                self.start_over("applied.db")
                self.change_journal(change)
                result = self.run_program(*DOWN)
                self.fails_clearly(result, 3, "No backup data found - cannot rollback safely",
                                   "journal record", "whimbrel backup restore")
                self.assertEqual(self.export(), applied)
                self.assertEqual(self.run_status(), "completed")
                self.fails_clearly(self.run_program("verify", *ON_TARGET), 1, "journal record")
        self.expect(0, "backup", "restore", made, "--target", TARGET, "--existing", "replace",
                    "--confirm", "--yes")
        self.assertEqual(self.export(), self.oracle.before)

    def test_a_damaged_archive_is_told_by_place_and_restores_nothing(self):
        self.make_wallet(count=3_000)
        made = self.expect(0, "backup", "create", "--target", TARGET,
                           "--json").document["result"]["path"]
        whole = (self.folder / made).read_bytes()
        damages = {f"byte {position}": self.flip(whole, position)
                   for position in (0, 9, 20, 60, *range(100, len(whole), len(whole) // 25),
                                    len(whole) - 1)}
        damages.update({f"{size} bytes": whole[:size]
                        for size in (0, 1, 30, 100, len(whole) // 2, len(whole) - 1)})
        damages["longer"] = whole + b"x"
        named_frames = 0
        for name, damaged in damages.items():
            with self.subTest(name):
                (self.folder / "damaged.whb").write_bytes(damaged)
                verified = self.run_program("backup", "verify", "damaged.whb")
                self.assertIn(verified.code, (1, 2))
                self.fails_clearly(verified, verified.code, "damaged.whb")
                named_frames += "frame" in verified.err
                restored = self.run_program("backup", "restore", "damaged.whb", "--target",
                                            "sqlite:restored.db")
                self.fails_clearly(restored, verified.code, "damaged.whb", "Nothing was changed.")
                exported = self.run_program("export", "--collection", "cashu_tokens", "--target",
                                            "sqlite:restored.db", "-o", "none.jsonl")
                self.assertEqual(exported.code, 1, exported)
        self.assertGreater(named_frames, 20)

    def test_what_is_no_database_is_left_alone(self):
        self.make_wallet(count=2_000, database="whole.db")
        whole = (self.folder / "whole.db").read_bytes()
        with sqlite3.connect(self.folder / "other.db") as other:
            other.execute("CREATE TABLE t(a)")
        other.close()
        files = {"words": b"these are words, and no database\n" * 500,
                 "zeros": bytes(8192),
                 "header flipped": self.flip(whole, 3),
                 "other program": (self.folder / "other.db").read_bytes()}
        for name, content in files.items():
            for verb in (["status", MIGRATION], ["up", MIGRATION, "--confirm", "--yes"],
                         ["export", "--collection", "cashu_tokens", "-o", "o.jsonl"],
                         ["backup", "create"], ["import", "other.db", "--collection", "c"]):
                with self.subTest(name, verb=verb):
                    (self.folder / "wallet.db").write_bytes(content)
                    result = self.run_program(*verb, "--target", TARGET)
                    self.fails_clearly(result, 3 if name == "other program" else 1, "wallet.db")
                    self.assertEqual((self.folder / "wallet.db").read_bytes(), content)
        (self.folder / "folder.db").mkdir()
        self.fails_clearly(self.run_program("status", MIGRATION, "--target", "sqlite:folder.db"),
                           1, "folder.db")

    def test_a_database_cut_in_half_is_not_migrated(self):
        self.make_wallet(count=2_000, database="whole.db")
        whole = (self.folder / "whole.db").read_bytes()
        (self.folder / "wallet.db").write_bytes(whole[:len(whole) // 2])
        for verb in (["export", "--collection", "cashu_tokens", "-o", "o.jsonl"],
                     ["backup", "create"], ["up", MIGRATION, "--confirm", "--yes"]):
            with self.subTest(verb=verb):
                result = self.run_program(*verb, "--target", TARGET)
                self.fails_clearly(result, 1, "restore it from a backup")
        self.assertFalse((self.folder / "o.jsonl").exists())


class TruncatedInput(FaultTest):
    def inputs(self):
        """Name, bytes cut short, and what the error must name besides the file."""
        lines = (DATA / "odd_tokens.jsonl").read_bytes().splitlines(keepends=True)[:40]
        text = b"".join(lines)
        array = b"[" + b",\n".join(line.rstrip() for line in lines) + b"]"
        bson = (DATA / "odd_tokens.bson").read_bytes()
        dynamodb = b"".join(b'{"Item":{"pk":{"S":"key-%d"},"n":{"N":"%d"}}}\n' % (i, i)
                            for i in range(40))
        return [
            ("cut.jsonl", text[:-200], "line 40"),
            ("cut.json", array[:-200], "line 40"),
            ("unclosed.json", array[:-1], "line 40"),
            ("cut.bson", bson[:-10], "byte"),
            ("header.bson", bson + b"\x05\x00", "byte"),
            ("cut.jsonl.gz", gzip.compress(text)[:-300], "cut.jsonl.gz"),
            ("cut.bson.gz", gzip.compress(bson)[:-300], "cut.bson.gz"),
            ("trailer.jsonl.gz", gzip.compress(text)[:-4], "trailer.jsonl.gz"),
            ("cut-dynamodb.json", dynamodb[:-12], "line 40"),
            ("cut-dynamodb.json.gz", gzip.compress(dynamodb)[:-20], "cut-dynamodb.json.gz"),
        ]

    def test_each_format_names_the_place_and_loses_nothing(self):
        self.make_wallet(count=50)
        before = self.export()
        for name, content, place in self.inputs():
            with self.subTest(name):
                (self.folder / name).write_bytes(content)
                key = ["--key", "pk"] if "dynamodb" in name else []
                result = self.run_program("import", name, "--collection", "into " + name,
                                          "--target", TARGET, *key)
                self.fails_clearly(result, 1, name, place)
                self.assertEqual(self.export(), before)


class ChangedPlan(FaultTest):
    def test_a_plan_that_somebody_changed_is_refused(self):
        melted = self.make_wallet()
        before = self.export()
        self.expect(0, "preview", *ON_TARGET, "--plan", "plan.json")
        text = (self.folder / "plan.json").read_text()
        plan = json.loads(text)

        def edited(change):
            changed = json.loads(text)
            change(changed)
            return json.dumps(changed)

        names = set(plan) | set(plan["migration"])
        self.assertIn("checksum", names)
        texts = {
            "cut": text[:len(text) // 2], "empty": "", "words": "a plan", "list": "[]",
            "other format": edited(lambda p: p.update(format="whimbrel-report")),
            "later version": edited(lambda p: p.update(version=99)),
            "other migration": edited(lambda p: p["migration"].update(id="005_other")),
            "other checksum": edited(lambda p: p["migration"].update(checksum="0" * 64)),
            "fewer": text.replace(f": {melted}", f": {melted - 1}"),
        }
        for name, changed in texts.items():
            with self.subTest(name):
                self.assertNotEqual(changed, text)
                (self.folder / "plan.json").write_text(changed)
                result = self.run_program("up", *ON_TARGET, "--plan", "plan.json", "--confirm",
                                          "--yes", "--no-backup")
                self.assertIn(result.code, (1, 3))
                self.fails_clearly(result, result.code, "plan")
                self.assertEqual(self.export(), before)
                self.assertIsNone(self.run_status())


if __name__ == "__main__":
    unittest.main()
