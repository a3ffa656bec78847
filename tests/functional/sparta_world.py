"""Sparta's tables as each migration finds them."""

import re
import time

OPERATORS = "sparta-node-operators-dev"
NEW_OPERATORS = "sparta-node-op-dev"
VALIDATORS = "sparta-validators-dev"
HISTORY = "sparta-validator-history-dev"
STATS = "sparta-network-stats-dev"
SLASHING = "sparta-slashing-history-dev"

MILLISECONDS = re.compile(r"\b\d{13}\b")
RFC3339 = re.compile(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
# What reading and writing back must not change.
ODD_VALUES = {"score": {"N": "12345678901234567890.123456789"}, "rate": {"N": "1.5"},
              "roles": {"SS": ["a", "b", "ä"]}, "slots": {"NS": ["1", "2.5", "-3"]},
              "blob": {"B": "AAECAw=="}, "blobs": {"BS": ["AA==", "AQ=="]}, "nothing": None,
              "epoch": 7, "nested": {"list": [1, "x", True, {"deep": {"N": "1E-20"}}]},
              "name with spaces": "reserved: SIZE"}


def address(number):
    return f"0x{number:040x}"


class SpartaWorld:
    """Fills tables and services for a migration; `operators` says how large."""

    def __init__(self, tables, services, operators=20):
        self.tables, self.services = tables, services
        self.operators = operators
        self.validators = 2 * operators
        self.now = 1_748_000_000_000

    def prepare(self, migration):
        """Tables and services so that the migration has something to do."""
        self.make_services()
        self.make_tables(with_validators=not migration.startswith("01_"))
        special = getattr(self, "for_" + migration.replace("-", "_"), None)
        if special:
            special()

    def discord_id(self, number):
        return str(10_000 + number)

    def operator(self, number):
        item = {"discordId": self.discord_id(number), "address": address(number),
                "walletAddress": address(number), "isApproved": True, "createdAt": self.now,
                "updatedAt": self.now + number}
        if number % 4:
            item["discordUsername"] = f"name {number}"
        if number % 5 == 0:
            item |= ODD_VALUES
        return item

    def validator(self, number):
        item = {"validatorAddress": address(number), "lastAttestationSlot": str(1_000 + number),
                "isActive": True, "peerCity": "Zürich", "createdAt": self.now,
                "updatedAt": self.now}
        if number % 3:
            item["nodeOperatorId"] = self.discord_id(number % self.operators)
        if number % 7 == 0:
            item |= ODD_VALUES
        return item

    def make_tables(self, with_validators):
        self.tables.make(OPERATORS, "discordId")
        self.tables.put(OPERATORS, map(self.operator, range(self.operators)))
        self.tables.make(HISTORY, "validatorAddress", "slot:N")
        self.tables.put(HISTORY, [
            {"validatorAddress": address(number), "slot": self.services.tip - 1,
             "status": "attestation-sent", "timestamp": self.now, **ODD_VALUES}
            for number in range(3)])
        self.tables.make(STATS, "epochNumber:N", indexes=[("TimestampIndex", "timestamp:N")])
        self.tables.put(STATS, [{"epochNumber": number, "timestamp": self.now + number}
                                for number in range(5)])
        if with_validators:
            self.tables.make(VALIDATORS, "validatorAddress",
                             indexes=[("NodeOperatorIndex", "nodeOperatorId")])
            self.tables.put(VALIDATORS, map(self.validator, range(self.validators)))

    def make_services(self):
        services = self.services
        services.on_chain = [address(number) for number in range(self.validators)]
        services.operators = [{"discordId": self.discord_id(number),
                               "walletAddress": address(number)}
                              for number in range(self.operators)]
        services.members = {self.discord_id(number): f"member {number}"
                            for number in range(self.operators - 1)}
        services.validators = [
            {"address": address(number), "operatorId": self.discord_id(number % self.operators),
             "lastAttestationSlot": str(1_000 + number)}
            for number in range(1, self.validators) if number % self.operators]
        services.history = {
            address(number): [(services.tip - back, "attestation-missed" if back % 3 else
                               "attestation-sent") for back in range(6)]
            for number in range(self.operators)}

    def make_new_operators(self, lists):
        self.tables.make(NEW_OPERATORS, "address", indexes=[("DiscordIdIndex", "discordId")])
        items = [self.operator(number) for number in range(self.operators)]
        if lists:
            for number, item in enumerate(items):
                item["validators"] = [{"validatorAddress": address(number)},
                                      {"validatorAddress": address(self.operators + number)}]
        self.tables.put(NEW_OPERATORS, items)

    def for_02_populate_validators(self):
        self.services.on_chain += [address(self.validators + more) for more in range(5)]

    def for_03_add_wasslashed_field(self):
        """One in 20 at most: two are gone, of whom one has withdrawn."""
        slashed, withdrawn = address(4), address(9)
        self.services.on_chain.remove(slashed)
        self.services.on_chain.remove(withdrawn)
        self.services.slashed = {slashed: 10**20}

    def for_07_populate_operators_validators_field(self):
        self.make_new_operators(lists=False)

    def for_08_simplify_validators_field(self):
        self.make_new_operators(lists=True)


def without_times(content, since_s):
    """Times since then as one word: another run's are others."""
    since_ms, now_ms = int(since_s * 1000), int(time.time() * 1000) + 1

    def told(found):
        return "TIME" if since_ms <= int(found.group()) <= now_ms else found.group()

    def replaced(value):
        if isinstance(value, dict):
            return {name: replaced(one) for name, one in value.items()}
        if isinstance(value, list):
            return [replaced(one) for one in value]
        if isinstance(value, str):
            return RFC3339.sub("TIME", MILLISECONDS.sub(told, value))
        is_time = isinstance(value, int) and since_ms <= value <= now_ms
        return "TIME" if is_time else value

    return replaced(content)
