"""Who may start a run, and how one is stopped and gone on with."""

import os
import select
import signal
import sqlite3
import subprocess
import time
import unittest

from harness import MIGRATION, TARGET, FunctionalTest

ON_TARGET = [MIGRATION, "--target", TARGET]
# Slow enough that another process gets a word in, in batches that end often.
SLOWLY = ["--rate", "400", "--batch-size", "20"]


class Leave(FunctionalTest):
    def test_without_confirm_it_shows_the_preview_and_refuses(self):
        melted = self.make_wallet(count=50)
        before = self.hash_of("wallet.db")
        result = self.expect(3, "up", *ON_TARGET)
        self.assertIn(f"Preview of {MIGRATION}", result.out)
        self.assertIn("--confirm is missing", result.err)
        document = self.expect(3, "up", *ON_TARGET, "--json").document
        self.assertEqual(document["error"]["kind"], "refused")
        self.assertEqual(document["result"]["stats"]["tokensToMigrate"], melted)
        self.assertEqual(self.hash_of("wallet.db"), before)

    def test_without_a_terminal_and_yes_it_refuses(self):
        self.make_wallet(count=50)
        result = self.expect(3, "up", *ON_TARGET, "--confirm", stdin="y\n")
        self.assertIn("nobody can be asked", result.err)
        self.assertIsNone(self.status()["latest_run"])

    def test_yes_on_the_terminal_applies(self):
        self.make_wallet(count=50)
        result = self.answer_on_terminal("y", "up", *ON_TARGET, "--confirm", "--no-backup")
        self.assertEqual(result.code, 0, result)
        self.assertTrue(self.status()["is_completed"])

    def test_trying_out_does_not_count_as_completed(self):
        melted = self.make_wallet(count=200)
        self.expect(0, "up", *ON_TARGET, "--test-mode", "--confirm", "--yes", "--no-backup")
        status = self.status()
        self.assertTrue(status["tried_out"])
        self.assertFalse(status["is_completed"])
        self.assertEqual(status["next_step"], "preview")
        self.assertIn("tried out (TEST_MODE)", self.expect(0, "status", *ON_TARGET).out)
        self.expect(0, "up", *ON_TARGET, "--confirm", "--yes", "--no-backup")
        status = self.status()
        self.assertTrue(status["is_completed"])
        self.assertFalse(status["tried_out"])
        self.assertGreater(melted, 5)

    def test_no_on_the_terminal_refuses(self):
        self.make_wallet(count=50)
        result = self.answer_on_terminal("n", "up", *ON_TARGET, "--confirm", "--no-backup")
        self.assertEqual(result.code, 3, result)
        self.assertIsNone(self.status()["latest_run"])

    def test_an_interrupt_at_the_question_changes_nothing(self):
        self.make_wallet(count=50)
        result = self.answer_on_terminal("", "up", *ON_TARGET, "--confirm", interrupt=True)
        self.assertEqual(result.code, 130, result)
        self.assertIsNone(self.status()["latest_run"])

    def test_down_asks_as_up_does(self):
        self.make_wallet(count=50)
        self.expect(0, "up", *ON_TARGET, "--confirm", "--yes", "--no-backup")
        self.expect(3, "down", *ON_TARGET)
        self.expect(3, "down", *ON_TARGET, "--confirm", stdin="y\n")
        self.assertTrue(self.status()["is_completed"])
        result = self.answer_on_terminal("yes", "down", *ON_TARGET, "--confirm")
        self.assertEqual(result.code, 0, result)


class Stopping(FunctionalTest):
    def start_slow_run(self):
        self.melted = self.make_wallet(count=4_000, melted_percent=50)
        self.before = self.export()
        run = self.start_program("up", *ON_TARGET, "--confirm", "--yes", "--no-backup", *SLOWLY)
        self.wait_for("the first batches", lambda: run.poll() is not None or self.has_begun())
        self.assertIsNone(run.poll(), "the run ended before it could be stopped")
        return run

    def has_begun(self):
        status = self.run_program("status", *ON_TARGET, "--exact", "--json")
        return status.code == 0 and \
            status.document["result"]["latest_run"] is not None and \
            status.document["result"]["items_selected"] < self.melted

    def test_an_interrupt_stops_at_the_border_and_resume_goes_on(self):
        run = self.start_slow_run()
        run.send_signal(signal.SIGINT)
        _, err = run.communicate(timeout=60)
        self.assertEqual(run.returncode, 130, err)
        self.assertIn(f"whimbrel resume {MIGRATION} --target {TARGET}", err)
        left = self.status()["items_selected"]
        self.assertTrue(0 < left < self.melted)
        self.expect(0, "resume", *ON_TARGET, "--no-backup")
        self.assertEqual(self.status()["items_selected"], 0)
        self.expect(0, "down", *ON_TARGET, "--confirm", "--yes")
        self.assertEqual(self.export(), self.before)

    def test_a_second_interrupt_ends_it_at_once(self):
        run = self.start_slow_run()
        # While somebody else holds the file there is no border to stop at.
        other = sqlite3.connect(self.folder / "wallet.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        run.send_signal(signal.SIGINT)
        self.wait_for_words(run, b"stopping at the next border; once more ends it at once")
        time.sleep(0.3)
        self.assertIsNone(run.poll())
        run.send_signal(signal.SIGINT)
        _, err = run.communicate(timeout=5)
        self.assertEqual(run.returncode, 130, err)
        self.assertIn("ended at once; what was committed stands, and a run can be resumed", err)
        other.close()
        self.expect(0, "resume", *ON_TARGET, "--no-backup")
        self.assertEqual(self.status()["items_selected"], 0)
        self.expect(0, "down", *ON_TARGET, "--confirm", "--yes")
        self.assertEqual(self.export(), self.before)

    def test_a_run_locked_out_in_the_middle_does_not_say_that_nothing_changed(self):
        run = self.start_slow_run()
        other = sqlite3.connect(self.folder / "wallet.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        _, err = run.communicate(timeout=60)
        other.close()
        self.assertEqual(run.returncode, 3, err)
        self.assertIn("What was committed so far stands in the journal", err)
        self.assertNotIn("Nothing was changed", err)
        self.expect(0, "resume", *ON_TARGET, "--no-backup")
        self.expect(0, "down", *ON_TARGET, "--confirm", "--yes")
        self.assertEqual(self.export(), self.before)

    def wait_for_words(self, run, words):
        seen = b""
        deadline = time.monotonic() + 30
        while words not in seen and time.monotonic() < deadline:
            if select.select([run.stderr], [], [], 1)[0]:
                seen += os.read(run.stderr.fileno(), 65536)
        self.assertIn(words, seen)

    def test_a_run_held_to_a_low_rate_still_listens(self):
        # One batch, and then minutes to wait.
        self.make_wallet(count=4_000, melted_percent=50)
        slowly = ["--rate", "10", "--batch-size", "2000"]
        for stop in ("interrupt", "pause"):
            run = self.start_program(*(["resume", *ON_TARGET] if stop == "pause" else
                                       ["up", *ON_TARGET, "--confirm", "--yes"]),
                                     "--no-backup", *slowly)
            self.wait_for("the run", lambda: run.poll() is not None or self.is_held())
            time.sleep(0.5)
            if stop == "interrupt":
                run.send_signal(signal.SIGINT)
            else:
                self.expect(0, "pause", *ON_TARGET)
            _, err = run.communicate(timeout=10)
            self.assertEqual(run.returncode, 130, err)
            self.assertEqual(self.status()["latest_run"]["status"], "paused")

    def is_held(self):
        status = self.run_program("status", *ON_TARGET, "--json")
        return status.code == 0 and status.document["result"]["held_by"] is not None

    def test_another_process_pauses_it(self):
        run = self.start_slow_run()
        self.expect(3, "up", *ON_TARGET, "--confirm", "--yes", "--no-backup")
        self.expect(0, "pause", *ON_TARGET)
        _, err = run.communicate(timeout=60)
        self.assertEqual(run.returncode, 130, err)
        self.assertEqual(self.status()["latest_run"]["status"], "paused")
        self.expect(0, "resume", *ON_TARGET, "--no-backup")
        self.assertTrue(self.status()["is_completed"])

    def test_another_process_aborts_it(self):
        run = self.start_slow_run()
        self.expect(0, "abort", *ON_TARGET)
        _, err = run.communicate(timeout=60)
        self.assertEqual(run.returncode, 1, err)
        self.assertEqual(self.status()["latest_run"]["status"], "rolled_back")
        self.assertEqual(self.export(), self.before)

    def test_an_interrupted_import_is_completed_by_the_same_command(self):
        self.expect(0, "generate", "wallet", "--count", "20000", "-o", "tokens.jsonl")
        tokens = (self.folder / "tokens.jsonl").read_bytes()
        run = self.start_program("import", "-", "--collection", "cashu_tokens", "--target",
                                 TARGET, stdin=subprocess.PIPE)
        with run.stdin.buffer as pipe:
            pipe.write(tokens[:len(tokens) * 3 // 4])
            pipe.flush()
            self.wait_for("the first items", lambda: self.items_there() > 0)
            run.send_signal(signal.SIGINT)
            try:
                pipe.write(tokens[len(tokens) * 3 // 4:])
            except BrokenPipeError:
                pass
        err = run.stderr.read()
        self.assertEqual(run.wait(timeout=60), 130, err)
        self.assertIn("--existing skip", err)
        self.assertLess(self.items_there(), 20_000)
        self.expect(0, "import", "tokens.jsonl", "--collection", "cashu_tokens", "--target",
                    TARGET, "--existing", "skip")
        self.assertEqual(self.export(), tokens)

    def items_there(self):
        try:
            store = sqlite3.connect(f"file:{self.folder}/wallet.db?mode=ro", uri=True)
            return store.execute("SELECT count(*) FROM cashu_tokens").fetchone()[0]
        except sqlite3.Error:
            return 0

    def test_nothing_that_runs_cannot_be_paused(self):
        self.make_wallet(count=20)
        result = self.expect(3, "pause", *ON_TARGET)
        self.assertIn("is not running", result.err)


if __name__ == "__main__":
    unittest.main()
