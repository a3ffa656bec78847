"""For tests of Sparta's migrations on a real DynamoDB."""

import subprocess
import time
from pathlib import Path

from dynamodb_tables import DynamoDbTables
from harness import PROGRAM, TIMEOUT_S, FunctionalTest, Result
from sparta_services import API_KEY, BOT_TOKEN, SpartaServices
from sparta_world import SpartaWorld, without_times

MIGRATE = Path(__file__).resolve().parents[2] / "migrate"
SECRETS = (API_KEY, BOT_TOKEN, '"secret"')
DELETE_OLD = "06_delete_old_operators"
BEFORE_DELETE_OLD = "06_add_wallet_to_operators"
# Those that change something, in their order.
MIGRATIONS = (
    "00_update_node_operators", "01_migrate_validators", "02_populate_validators",
    "03_add_wasslashed_field", "04_remove_discord_username_attribute",
    "05_populate_validator_history", BEFORE_DELETE_OLD, DELETE_OLD,
    "07_populate_operators_validators_field", "08_simplify_validators_field")


class SpartaLiveTest(FunctionalTest):
    OPERATORS = 20

    def setUp(self):
        super().setUp()
        self.services = SpartaServices()
        self.services.__enter__()
        self.addCleanup(self.services.__exit__)
        self.tables = DynamoDbTables()
        self.addCleanup(self.tables.clear)
        self.world = SpartaWorld(self.tables, self.services, self.OPERATORS)
        self.endpoint = None  # of a proxy in between
        self.begun_s = time.time()

    def environment(self, **variables):
        own = self.services.variables() | self.tables.variables(self.endpoint)
        return super().environment(**(own | variables))

    def prepare(self, migration):
        self.begun_s = time.time()
        self.world.prepare(migration)
        if migration == DELETE_OLD:
            self.up(BEFORE_DELETE_OLD)

    def up(self, migration, *options, code=0, **variables):
        return self.expect(code, "up", migration, "--confirm", "--yes", "--json", *options,
                           **variables)

    def down(self, migration, *options):
        return self.expect(0, "down", migration, "--confirm", "--yes", "--json", *options)

    def run_program(self, *arguments, **options):
        result = super().run_program(*arguments, **options)
        for secret in SECRETS:
            self.assertNotIn(secret, result.out + result.err)
        return result

    def migrate(self, code, *arguments, **variables):
        """As Sparta's scripts spell it."""
        done = subprocess.run([str(MIGRATE), *arguments], cwd=self.folder, input="", text=True,
                              env=self.environment(WHIMBREL=PROGRAM, **variables),
                              capture_output=True, timeout=TIMEOUT_S, check=False)
        result = Result(done.returncode, done.stdout, done.stderr)
        self.assertEqual(result.code, code, result)
        return result

    def timeless_content(self):
        return without_times(self.tables.content(), self.begun_s)
