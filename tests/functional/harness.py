"""Drives the real program, as a shell would."""

import hashlib
import json
import os
import pty
import select
import shutil
import signal
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

PROGRAM = os.environ["WHIMBREL"]
MIGRATION = "004_fix_melted_token_status"
TARGET = "sqlite:wallet.db"
# Of a machine that does much else meanwhile.
TIMEOUT_S = 120


class Result:
    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err

    @property
    def document(self):
        """The one document of --json; fails when there is more, or less."""
        return json.loads(self.out)

    def __repr__(self):
        return f"exit {self.code}\n--- out\n{self.out}\n--- err\n{self.err}"


class FunctionalTest(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="whimbrel-functional-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def environment(self, **variables):
        own = {"PATH": os.environ.get("PATH", ""), "HOME": str(self.folder), "LANG": "C.UTF-8"}
        for name in ("LD_LIBRARY_PATH", "TSAN_OPTIONS", "ASAN_OPTIONS", "UBSAN_OPTIONS"):
            if name in os.environ:
                own[name] = os.environ[name]
        own["TMPDIR"] = str(self.folder)
        own.update(variables)
        return own

    def run_program(self, *arguments, stdin="", **variables):
        done = subprocess.run(
            [PROGRAM, *arguments], cwd=self.folder, env=self.environment(**variables),
            input=stdin, capture_output=True, text=True, timeout=TIMEOUT_S, check=False)
        return Result(done.returncode, done.stdout, done.stderr)

    def start_program(self, *arguments, stdin=subprocess.DEVNULL, **variables):
        process = subprocess.Popen(
            [PROGRAM, *arguments], cwd=self.folder, env=self.environment(**variables),
            stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(self.end, process)
        return process

    @staticmethod
    def end(process):
        if process.poll() is None:
            process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream:
                stream.close()

    def expect(self, code, *arguments, **options):
        result = self.run_program(*arguments, **options)
        self.assertEqual(result.code, code, result)
        return result

    def make_wallet(self, count=200, melted_percent=10, database="wallet.db"):
        """A database of made-up tokens; answers how many are melted and unspent."""
        result = self.expect(0, "generate", "wallet", "--count", str(count), "--melted-percent",
                             str(melted_percent), "--target", f"sqlite:{database}", "--json")
        return result.document["result"]["melted_unspent"]

    def export(self, database="wallet.db"):
        self.expect(0, "export", "--collection", "cashu_tokens", "--target", f"sqlite:{database}",
                    "-o", "export.jsonl")
        return (self.folder / "export.jsonl").read_bytes()

    def hash_of(self, name):
        return hashlib.sha256((self.folder / name).read_bytes()).hexdigest()

    def status(self):
        return self.expect(0, "status", MIGRATION, "--target", TARGET, "--exact",
                           "--json").document["result"]

    def wait_for(self, what, condition):
        deadline = time.monotonic() + TIMEOUT_S
        while time.monotonic() < deadline:
            if condition():
                return
            time.sleep(0.02)
        self.fail(f"waited in vain for {what}")

    def answer_on_terminal(self, answer, *arguments, interrupt=False):
        """Runs on a pseudo terminal, waits for the question, and answers it."""
        child, terminal = pty.fork()
        if child == 0:
            os.chdir(self.folder)
            os.execve(PROGRAM, [PROGRAM, *arguments], self.environment(TERM="xterm"))
        seen = b""
        answered = False
        deadline = time.monotonic() + TIMEOUT_S
        while time.monotonic() < deadline:
            if not select.select([terminal], [], [], 1)[0]:
                continue
            try:
                chunk = os.read(terminal, 65536)
            except OSError:
                break
            if not chunk:
                break
            seen += chunk
            if not answered and b"[y/N] " in seen:
                answered = True
                if interrupt:
                    os.kill(child, signal.SIGINT)
                else:
                    os.write(terminal, answer.encode() + b"\n")
        os.close(terminal)
        _, state = os.waitpid(child, 0)
        return Result(os.waitstatus_to_exitcode(state), seen.decode(errors="replace"), "")
