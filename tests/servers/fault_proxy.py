#!/usr/bin/env python3
"""Stands between a client and DynamoDB and does what networks and services do to each other.

  fault_proxy.py UPSTREAM [--seed N] [--fault NAME=SHARE]... [--units-per-second N]

Says where it listens on one line and ends when its standard input does. GET /stats says what it
did. Each fault strikes that share of the requests, by chance from the seed:

  delay             the answer comes 100 to 500 ms later
  cut_request       the connection breaks before the request is done
  cut_answer        it is done, and the connection breaks before a byte of the answer
  cut_in_answer     it is done, and the connection breaks in the middle of the answer
  error_before      500, nothing is done
  error_after       500, although it is done
  throttle          ProvisionedThroughputExceededException, nothing is done
  repeat_request    it is done twice, the second answer is given
  repeat_answer     the answer comes twice

--units-per-second refuses what comes when that much capacity is used up, as DynamoDB does.
"""

import argparse
import http.client
import json
import random
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

FAULTS = ("delay", "cut_request", "cut_answer", "cut_in_answer", "error_before", "error_after",
          "throttle", "repeat_request", "repeat_answer")
PASSED_ON = ("content-type", "x-amz-target", "x-amz-date", "x-amz-security-token", "authorization",
             "host")


def error_body(code):
    kind = f"com.amazonaws.dynamodb.v20120810#{code}"
    return json.dumps({"__type": kind, "message": "by the fault proxy"}).encode()


def units_of(body):
    """What an answer says it cost."""
    try:
        costs = json.loads(body).get("ConsumedCapacity", [])
    except (ValueError, AttributeError):
        return 0
    return sum(cost.get("CapacityUnits", 0) for cost in ([costs] if isinstance(costs, dict)
                                                         else costs))


class UnitBucket:
    """Capacity of a second. What is asked for while some is left is done, whatever it costs."""

    def __init__(self, units_per_second):
        self.rate = units_per_second
        self.left = units_per_second
        self.filled_at = time.monotonic()
        self.lock = threading.Lock()

    def is_empty(self):
        with self.lock:
            now = time.monotonic()
            self.left = min(self.rate, self.left + self.rate * (now - self.filled_at))
            self.filled_at = now
            return self.left <= 0

    def take(self, units):
        with self.lock:
            self.left -= units


class Answer:
    def __init__(self, status, body, headers=()):
        self.status, self.body, self.headers = status, body, list(headers)

    def as_bytes(self):
        lines = [f"HTTP/1.1 {self.status} Answer", f"Content-Length: {len(self.body)}"]
        lines += [f"{name}: {value}" for name, value in self.headers]
        return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + self.body


class Listener(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def handle_error(self, request, client_address):
        # A client that trusts a connection no longer drops it.
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class FaultProxy:
    """`faults`: shares by name. Use it in a with block, or start() and stop()."""

    def __init__(self, upstream, faults=None, seed=1, units_per_second=None):
        unknown = set(faults or ()) - set(FAULTS)
        if unknown:
            raise ValueError(f"no such faults: {sorted(unknown)}; there are {FAULTS}")
        self.upstream = urlsplit(upstream)
        self.faults = dict(faults or {})
        self.random = random.Random(seed)
        self.bucket = UnitBucket(units_per_second) if units_per_second else None
        self.lock = threading.Lock()
        self.counts = {"requests": 0, "units": 0, "out_of_units": 0}
        self.local = threading.local()
        self.server = Listener(("127.0.0.1", 0), self.handler())
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"

    def start(self):
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    __enter__ = start

    def __exit__(self, *_):
        self.stop()

    def stats(self):
        with self.lock:
            return dict(self.counts)

    def count(self, what, amount=1):
        with self.lock:
            self.counts[what] = self.counts.get(what, 0) + amount

    def strike(self):
        """The fault that strikes the next request, or None."""
        with self.lock:
            self.counts["requests"] += 1
            point = self.random.random()
            for fault, share in self.faults.items():
                point -= share
                if point < 0:
                    self.counts[fault] = self.counts.get(fault, 0) + 1
                    return fault
        return None

    def forward(self, headers, body):
        """Asks the server, over a connection of this thread's own."""
        for is_last_try in (False, True):
            connection = getattr(self.local, "connection", None)
            if connection is None:
                connection = http.client.HTTPConnection(self.upstream.hostname, self.upstream.port)
                self.local.connection = connection
            try:
                connection.request("POST", "/", body, headers)
                reply = connection.getresponse()
                content = reply.read()
                break
            except (http.client.HTTPException, OSError):
                # A server closes what was idle for long; it has not seen this request.
                connection.close()
                self.local.connection = None
                if is_last_try:
                    raise
        units = units_of(content)
        self.count("units", units)
        if self.bucket:
            self.bucket.take(units)
        kept = [(name, value) for name, value in reply.getheaders()
                if name.lower().startswith("x-amz") or name.lower() == "content-type"]
        return Answer(reply.status, content, kept)

    def bytes_for(self, fault, headers, body):
        """What the client gets, and whether the connection breaks then."""
        if fault == "cut_request":
            return b"", True
        if fault == "error_before":
            return Answer(500, error_body("InternalServerError")).as_bytes(), False
        if fault == "throttle":
            return self.refusal(), False
        if self.bucket and self.bucket.is_empty():
            self.count("out_of_units")
            return self.refusal(), False
        answer = self.forward(headers, body)
        if fault == "delay":
            time.sleep(self.random.uniform(0.1, 0.5))
        if fault == "error_after":
            answer = Answer(500, error_body("InternalServerError"))
        if fault == "repeat_request":
            answer = self.forward(headers, body)
        content = answer.as_bytes()
        if fault == "cut_answer":
            return b"", True
        if fault == "cut_in_answer":
            return content[: len(content) - max(1, len(answer.body) // 2)], True
        return (content * 2 if fault == "repeat_answer" else content), False

    @staticmethod
    def refusal():
        return Answer(400, error_body("ProvisionedThroughputExceededException")).as_bytes()

    def handler(proxy):  # pylint: disable=no-self-argument
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def log_message(self, *_):
                pass

            def do_GET(self):
                self.wfile.write(Answer(200, json.dumps(proxy.stats()).encode()).as_bytes())

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                headers = {name: value for name, value in self.headers.items()
                           if name.lower() in PASSED_ON}
                content, breaks = proxy.bytes_for(proxy.strike(), headers, body)
                self.wfile.write(content)
                self.close_connection = self.close_connection or breaks

        return Handler


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("upstream")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--fault", action="append", default=[], metavar="NAME=SHARE")
    parser.add_argument("--units-per-second", type=float)
    options = parser.parse_args()
    faults = {name: float(share) for name, share in (pair.split("=") for pair in options.fault)}
    with FaultProxy(options.upstream, faults, options.seed, options.units_per_second) as proxy:
        print(proxy.url, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
