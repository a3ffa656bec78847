"""What Sparta's migrations ask, on 127.0.0.1: its API, an Aztec node, the L1 chain, Discord."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

API_KEY = "key-of-the-api"
BOT_TOKEN = "token-of-the-bot"
GUILD_ID = "4200"
HANDLER = "0x" + "1" * 40
ROLLUP = "0x" + "7" * 40
SLOT_S = 36
# Selectors of the rollup's functions.
GET_ROLLUP, GET_ATTESTERS, GET_INFO = "a4d2342a", "4ed7e435", "ffdd5cf1"
VALIDATING, LIVING, NONE = 1, 2, 0
PAGE = 100


def word(number_or_address):
    if isinstance(number_or_address, str):
        return number_or_address.removeprefix("0x").rjust(64, "0")
    return f"{number_or_address:064x}"


class SpartaServices:
    """Answers as a test fills it in; a with block ends it."""

    def __init__(self):
        self.operators = []   # of the API: {"discordId", "walletAddress"}
        self.validators = []  # of the API: {"address", "operatorId", "lastAttestationSlot"}
        self.on_chain = []    # addresses, of the API and of the rollup
        self.slashed = {}     # address → amount; other absentees have withdrawn
        self.history = {}     # address → [(slot, status)]
        self.members = {}     # id → name in the guild
        self.answer = None    # (status, text) in place of every answer
        self.calls = 0
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self.handler())
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        # The newest slot is now.
        self.tip = 20_000
        self.tip_s = int(time.time())

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def variables(self):
        return {"API_URL": self.url, "BACKEND_API_KEY": API_KEY, "AZTEC_RPC_URL": self.url + "/l2",
                "ETHEREUM_HOST": self.url + "/l1", "STAKING_ASSET_HANDLER_ADDRESS": HANDLER,
                "DISCORD_API_URL": self.url + "/discord", "BOT_TOKEN": BOT_TOKEN,
                "GUILD_ID": GUILD_ID}

    def get(self, target, headers):
        place = urlsplit(target)
        if place.path.startswith("/discord/"):
            return self.guild(parse_qs(place.query), headers)
        if headers.get("Authorization") != f"Bearer {API_KEY}" or headers["x-api-key"] != API_KEY:
            return 401, {"error": "Unauthorized"}
        if place.path == "/api/operator/operators":
            start = int(parse_qs(place.query).get("pageToken", ["0"])[0])
            page = {"operators": self.operators[start:start + PAGE]}
            if start + PAGE < len(self.operators):
                page["nextPageToken"] = str(start + PAGE)
            return 200, page
        if place.path == "/api/validator/validators":
            chain = {"validators": self.on_chain, "stats": {"totalValidators": len(self.on_chain)}}
            return 200, {"success": True, "data": {"blockchainValidators": chain,
                                                   "validators": self.validators}}
        return 404, {"error": "Not found"}

    def guild(self, query, headers):
        if headers.get("Authorization") != f"Bot {BOT_TOKEN}":
            return 401, {"message": "401: Unauthorized"}
        after, limit = int(query["after"][0]), int(query["limit"][0])
        ids = sorted((one for one in self.members if int(one) > after), key=int)[:limit]
        return 200, [{"user": {"id": one, "username": self.members[one]}} for one in ids]

    def rpc(self, path, call):
        method, params = call["method"], call["params"]
        if path == "/l2" and method == "node_getValidatorsStats":
            return self.statistics()
        if method == "eth_getBlockByNumber":
            return {"number": hex(1_000), "timestamp": hex(int(time.time()))}
        if method == "eth_call":
            return "0x" + self.contract(params[0]["data"].removeprefix("0x"))
        if method == "eth_getLogs":
            wanted = params[0]["topics"][1]
            return [{"topics": [params[0]["topics"][0], "0x" + word(address)],
                     "data": "0x" + word(amount), "blockNumber": hex(900)}
                    for address, amount in self.slashed.items()
                    if "0x" + word(address) in wanted]
        return None

    def contract(self, data):
        if data.startswith(GET_ROLLUP):
            return word(ROLLUP)
        if data.startswith(GET_ATTESTERS):
            return word(32) + word(len(self.on_chain)) + "".join(map(word, self.on_chain))
        if data.startswith(GET_INFO):
            address = "0x" + data[-40:]
            known = address in (one.lower() for one in self.on_chain)
            status = VALIDATING if known else LIVING if address in self.slashed else NONE
            return word(1) + word(ROLLUP) + word(ROLLUP) + word(status)
        return ""

    def statistics(self):
        def told(slot):
            return {"slot": str(slot), "timestamp": str(self.tip_s - (self.tip - slot) * SLOT_S)}

        stats = {address: {"address": address, "totalSlots": len(entries),
                           "lastProposal": told(self.tip - 100), "lastAttestation": told(self.tip),
                           "history": [{"slot": str(slot), "status": status}
                                       for slot, status in entries]}
                 for address, entries in self.history.items()}
        return {"stats": stats, "lastProcessedSlot": str(self.tip), "slotWindow": 2000}

    def handler(services):  # pylint: disable=no-self-argument
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def log_message(self, *_):
                pass

            def say(self, status, content):
                services.calls += 1
                if services.answer:
                    status, text = services.answer
                else:
                    text = json.dumps(content)
                body = text.encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_GET(self):
                self.say(*services.get(self.path, self.headers))

            def do_POST(self):
                call = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                result = services.rpc(self.path, call)
                answer = {"jsonrpc": "2.0", "id": call["id"]}
                if result is None:
                    answer["error"] = {"code": -32601, "message": "Method not found"}
                else:
                    answer["result"] = result
                self.say(200, answer)

        return Handler
