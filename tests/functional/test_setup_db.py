"""`whimbrel setup-db`: production's tables on this machine. Two access keys of DynamoDB Local are
two accounts that know nothing of each other."""

from dynamodb_tables import OWN_PREFIX, DynamoDbTables
from harness import FunctionalTest

VALIDATORS = "sparta-production-validators"
OPERATORS = "sparta-production-node-operators"


class SetupDb(FunctionalTest):
    def setUp(self):
        super().setUp()
        self.production, self.here = DynamoDbTables(), DynamoDbTables()
        for tables in (self.production, self.here):
            self.addCleanup(tables.connection.close)
            self.addCleanup(tables.clear)
        self.production.make(VALIDATORS, "validatorAddress",
                             indexes=[("NodeOperatorIndex", "nodeOperatorId")])
        self.production.put(VALIDATORS, [
            {"validatorAddress": f"0x{number:040x}", "nodeOperatorId": f"operator-{number % 7}",
             "missedAttestationsCount": {"N": "0.10"}, "tags": {"SS": ["b", "a"]}, "epoch": number}
            for number in range(130)])
        self.production.make(OPERATORS, "discordId", indexes=[("AddressIndex", "address")])
        self.production.put(OPERATORS, [{"discordId": str(number), "address": f"0x{number:040x}"}
                                        for number in range(30)])
        self.before = self.production.content()

    def tearDown(self):
        self.assertEqual(self.production.content(), self.before, "production is only read")
        self.assertFalse([name for name in self.production.names() if name.startswith(OWN_PREFIX)])
        super().tearDown()

    def environment(self, **variables):
        own = self.here.variables() | {
            "PROD_DYNAMODB_ENDPOINT": self.production.url,
            "PROD_AWS_ACCESS_KEY_ID": self.production.access_key,
            "PROD_AWS_SECRET_ACCESS_KEY": "secret",
            "PROD_VALIDATORS_TABLE_NAME": VALIDATORS,
            "PROD_NODE_OPERATORS_TABLE_NAME": OPERATORS}
        return super().environment(**(own | variables))

    def expected(self):
        return {"sparta-validators-dev": self.before[VALIDATORS],
                "sparta-node-operators-dev": self.before[OPERATORS]}

    def test_copies_keys_indexes_and_items(self):
        result = self.expect(0, "setup-db", "--from", "prod", "--to", "local", "--json")
        self.assertEqual(self.here.content(), self.expected())
        tables = result.document["result"]["tables"]
        self.assertEqual([(table["into"], table["items"]) for table in tables],
                         [("sparta-node-operators-dev", 30), ("sparta-validators-dev", 130)])

    def test_needs_no_options(self):
        result = self.expect(0, "setup-db")
        self.assertIn("130 items, 1 index", result.out)
        self.assertIn("PROD_NETWORK_STATS_TABLE_NAME", result.out)
        self.assertEqual(self.here.content(), self.expected())

    def test_replaces_only_when_told(self):
        self.here.make("sparta-validators-dev", "validatorAddress")
        self.here.put("sparta-validators-dev", [{"validatorAddress": "mine"}])
        before = self.here.content()
        result = self.run_program("setup-db")
        self.assertNotEqual(result.code, 0)
        self.assertIn("--replace", result.out + result.err)
        self.assertEqual(self.here.content(), before)
        self.expect(0, "setup-db", "--replace")
        self.assertEqual(self.here.content(), self.expected())

    def test_a_dry_run_writes_nothing(self):
        result = self.expect(0, "setup-db", "--dry-run")
        self.assertIn(f"{VALIDATORS} → sparta-validators-dev", result.out)
        self.assertEqual(self.here.names(), [])

    def test_another_machine_needs_leave(self):
        result = self.run_program("setup-db", "--to", "dynamodb:eu-west-2")
        self.assertNotEqual(result.code, 0)
        self.assertIn("--confirm", result.out + result.err)
        result = self.run_program("setup-db", DYNAMODB_ENDPOINT="http://dynamodb.example:8000",
                                  LOCAL_DYNAMO_DB="")
        self.assertNotEqual(result.code, 0)
        self.assertIn("not this machine", result.out + result.err)

    def test_a_table_is_not_copied_onto_itself(self):
        result = self.run_program(
            "setup-db", "--replace", AWS_ACCESS_KEY_ID=self.production.access_key,
            PROD_AWS_ACCESS_KEY_ID="", PROD_AWS_SECRET_ACCESS_KEY="",
            VALIDATORS_TABLE_NAME=VALIDATORS, NODE_OPERATORS_TABLE_NAME=OPERATORS)
        self.assertNotEqual(result.code, 0)
        self.assertIn("onto itself", result.out + result.err)

    def test_says_what_to_set_when_no_table_is_named(self):
        result = self.run_program("setup-db", PROD_VALIDATORS_TABLE_NAME="",
                                  PROD_NODE_OPERATORS_TABLE_NAME="")
        self.assertNotEqual(result.code, 0)
        self.assertIn("PROD_VALIDATORS_TABLE_NAME", result.out + result.err)

    def test_a_named_table_that_is_not_there_stops_it(self):
        result = self.run_program("setup-db", PROD_VALIDATORS_TABLE_NAME="sparta-validtors")
        self.assertNotEqual(result.code, 0)
        self.assertIn("sparta-validtors", result.out + result.err)
        self.assertEqual(self.here.names(), [])
