#!/usr/bin/env python3
"""Runs clang-tidy over the sources of a build folder, in parallel, where something changed.

Usage: run_tidy.py BUILD_FOLDER [FILE...]. A file that passed is remembered by a digest of all it
was made from (command, rules, its text, the project headers it reaches), in the user's cache
folder, so that every clone profits. Tests are left out: clang-tidy spends seconds on each one's
macros, and the sanitizers run them.
"""

import hashlib
import json
import os
import re
import shlex
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

TOOL = "clang-tidy-16"
INCLUDE = re.compile(rb'^\s*#\s*include\s*"([^"]+)"', re.MULTILINE)
NOISE = re.compile(r"^(\d+ warnings? .*generated\.|Suppressed \d+ .*|Use -header-filter.*)$")
TESTS = ("_test.cpp", "_livetest.cpp")


def wanted(entries, root, names):
    for entry in entries:
        path = Path(entry["file"])
        if path.is_relative_to(root) and not path.name.endswith(TESTS):
            if not names or path.relative_to(root).as_posix() in names:
                yield path, entry["command"]


def include_folders(command):
    return tuple(word[2:] for word in shlex.split(command) if word.startswith("-I"))


@cache
def reached(path, folders):
    """The project files that `path` includes, directly or not, itself among them."""
    found, queue = {path}, [path]
    while queue:
        for name in INCLUDE.findall(queue.pop().read_bytes()):
            for folder in folders:
                header = Path(folder) / name.decode()
                if header.is_file() and header not in found:
                    found.add(header)
                    queue.append(header)
    return sorted(found)


def digest(path, command, rules, root):
    state = hashlib.sha256(rules + command.replace(str(root), "").encode())
    for file in reached(path, include_folders(command)):
        text = file.read_bytes().replace(str(root).encode(), b"")
        state.update(hashlib.sha256(text).digest())
    return state.hexdigest()


def cache_folder():
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(home) / "whimbrel" / "clang-tidy"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def forget_old(folder, days=30):
    oldest = time.time() - days * 86400
    for stamp in folder.iterdir():
        if stamp.stat().st_mtime < oldest:
            stamp.unlink()


def run_tidy(build, path):
    command = [TOOL, "-p", str(build), "--quiet", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    lines = (done.stdout + done.stderr).splitlines()
    return done.returncode, "\n".join(line for line in lines if not NOISE.match(line))


def main():
    build, names = Path(sys.argv[1]).resolve(), set(sys.argv[2:])
    root = Path(__file__).resolve().parent.parent
    clean = cache_folder()
    forget_old(clean)
    version = subprocess.run([TOOL, "--version"], capture_output=True, check=True).stdout
    rules = version + (root / ".clang-tidy").read_bytes()
    entries = json.loads((build / "compile_commands.json").read_text(encoding="utf-8"))

    todo = []
    for path, command in wanted(entries, root, names):
        stamp = clean / digest(path, command, rules, root)
        if stamp.exists():
            stamp.touch()
        else:
            todo.append((path, stamp))

    failed = 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        results = pool.map(lambda job: run_tidy(build, job[0]), todo)
        for number, ((path, stamp), (status, output)) in enumerate(zip(todo, results), 1):
            print(f"[{number}/{len(todo)}] {path.relative_to(root)}", flush=True)
            if status == 0:
                stamp.touch()
            else:
                failed += 1
                print(output, flush=True)
    print(f"{len(todo)} files looked at, {failed} with findings")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
