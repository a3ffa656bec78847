"""The fault proxy does what it says, between this test and a server that counts."""

import http.client
import json
import threading
import time
import unittest
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from fault_proxy import FaultProxy

ANSWER = json.dumps({"ConsumedCapacity": {"TableName": "t", "CapacityUnits": 1}}).encode()


class CountingServer:
    def __enter__(self):
        counter = self
        self.done = 0
        lock = threading.Lock()

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_POST(self):
                self.rfile.read(int(self.headers["Content-Length"]))
                with lock:
                    counter.done += 1
                self.send_response(200)
                self.send_header("Content-Length", str(len(ANSWER)))
                self.end_headers()
                self.wfile.write(ANSWER)

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


def post(url):
    with closing(http.client.HTTPConnection(urlsplit(url).netloc)) as connection:
        connection.request("POST", "/", b"{}", {"X-Amz-Target": "DynamoDB_20120810.PutItem"})
        reply = connection.getresponse()
        return reply.status, reply.read()


class FaultProxyTest(unittest.TestCase):
    def struck_by(self, fault):
        """(the answer or the exception's type, how often the server did it)"""
        with CountingServer() as server, FaultProxy(server.url, {fault: 1.0}) as proxy:
            try:
                outcome = post(proxy.url)
            except (http.client.HTTPException, OSError) as error:
                outcome = type(error)
            self.assertEqual(proxy.stats()[fault], 1)
            return outcome, server.done

    def test_passes_on_what_no_fault_strikes(self):
        with CountingServer() as server, FaultProxy(server.url) as proxy:
            self.assertEqual(post(proxy.url), (200, ANSWER))
            self.assertEqual(proxy.stats(), {"requests": 1, "units": 1, "out_of_units": 0})

    def test_each_fault_is_what_it_is_called(self):
        cut = http.client.RemoteDisconnected
        self.assertEqual(self.struck_by("cut_request"), (cut, 0))
        self.assertEqual(self.struck_by("cut_answer"), (cut, 1))
        self.assertEqual(self.struck_by("cut_in_answer"), (http.client.IncompleteRead, 1))
        self.assertEqual(self.struck_by("delay"), ((200, ANSWER), 1))
        self.assertEqual(self.struck_by("repeat_request"), ((200, ANSWER), 2))
        self.assertEqual(self.struck_by("repeat_answer"), ((200, ANSWER), 1))
        for fault, status, done in (("error_before", 500, 0), ("error_after", 500, 1),
                                    ("throttle", 400, 0)):
            (found, body), count = self.struck_by(fault)
            self.assertEqual((found, count), (status, done), fault)
            self.assertIn("#", json.loads(body)["__type"])

    def test_strikes_the_same_requests_for_the_same_seed(self):
        def course(seed):
            proxy = FaultProxy("http://127.0.0.1:1", {"delay": 0.2, "cut_answer": 0.2}, seed)
            proxy.server.server_close()
            return [proxy.strike() for _ in range(200)]

        self.assertEqual(course(7), course(7))
        self.assertNotEqual(course(7), course(8))
        self.assertTrue(20 < course(7).count("delay") < 60)

    def test_refuses_what_comes_when_the_units_are_used_up(self):
        with CountingServer() as server, FaultProxy(server.url, units_per_second=20) as proxy:
            end = time.monotonic() + 1
            statuses = []
            while time.monotonic() < end:
                statuses.append(post(proxy.url)[0])
            self.assertTrue(20 <= statuses.count(200) <= 45, statuses.count(200))
            self.assertEqual(proxy.stats()["out_of_units"], statuses.count(400))
            self.assertGreater(statuses.count(400), 0)


if __name__ == "__main__":
    unittest.main()
