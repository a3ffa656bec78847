"""Backups of Sparta's tables as operators take them: by the server (moto) and, where it has no such
call (DynamoDB Local), into an archive."""

import json
import unittest
import urllib.request

import live_servers
from harness import FunctionalTest

REMOVE_NAMES = "04_remove_discord_username_attribute"
OPERATORS = 6


class BackupTest(FunctionalTest):
    server = ""

    def setUp(self):
        super().setUp()
        self.url = live_servers.urls()[self.server]
        self.target = f"dynamodb:{self.url}"
        # The servers are everybody's, so each test has tables of its own.
        mark = self.id().rpartition(".")[2][-40:] + str(id(self))
        self.tables = {name: f"{name.lower()}-{mark}" for name in (
            "NODE_OPERATORS_TABLE_NAME", "NEW_NODE_OPERATORS_TABLE_NAME", "VALIDATORS_TABLE_NAME",
            "VALIDATOR_HISTORY_TABLE_NAME", "NETWORK_STATS_TABLE_NAME",
            "SLASHING_HISTORY_TABLE_NAME")}
        self.variables = {**self.tables, "AWS_REGION": "eu-west-2", "AWS_ACCESS_KEY_ID": "BACKUP",
                          "AWS_SECRET_ACCESS_KEY": "not-a-secret"}
        self.operators = self.tables["NODE_OPERATORS_TABLE_NAME"]
        self.make_operators()

    def call(self, operation, **body):
        request = urllib.request.Request(
            self.url, json.dumps(body).encode(),
            {"X-Amz-Target": f"DynamoDB_20120810.{operation}",
             "Content-Type": "application/x-amz-json-1.0",
             "Authorization": "AWS4-HMAC-SHA256 Credential=BACKUP/20250127/eu-west-2/dynamodb/"
                              "aws4_request, SignedHeaders=host, Signature=00"})
        with urllib.request.urlopen(request, timeout=30) as reply:
            return json.load(reply)

    def make_operators(self):
        self.call("CreateTable", TableName=self.operators, BillingMode="PAY_PER_REQUEST",
                  AttributeDefinitions=[{"AttributeName": "discordId", "AttributeType": "S"}],
                  KeySchema=[{"AttributeName": "discordId", "KeyType": "HASH"}])
        for i in range(OPERATORS):
            self.call("PutItem", TableName=self.operators, Item={
                "discordId": {"S": str(100 + i)}, "address": {"S": f"0x{i:040x}"},
                "discordUsername": {"S": f"name{i}"}, "createdAt": {"N": "1748000000000"}})

    def count(self, table):
        return self.call("Scan", TableName=table)["Count"]

    def whimbrel(self, code, *arguments):
        return self.expect(code, *arguments, "--target", self.target, **self.variables)

    def result(self, *arguments):
        return self.whimbrel(0, *arguments, "--json").document["result"]


class ByTheServer(BackupTest):
    server = "moto"

    def test_takes_each_table_that_is_there_and_warns_of_the_others(self):
        result = self.whimbrel(0, "backup", "create")
        self.assertIn("Backed up by the server", result.out)
        self.assertIn(f"there is no table {self.tables['VALIDATORS_TABLE_NAME']}", result.out)
        self.assertRegex(result.out, rf"migration-backup-\d{{8}}-\d{{6}}-{self.operators}")
        self.assertIn("aws dynamodb restore-table-from-backup --target-table-name", result.out)

    def test_is_listed_and_restored_by_the_command_that_was_printed(self):
        made = self.result("backup", "create")
        self.assertEqual(made["kind"], "server")
        backup = made["backups"][0]
        self.assertEqual(backup["status"], "AVAILABLE")
        listed = self.result("backup", "list")["server_backups"]
        self.assertIn(backup["name"], [one["name"] for one in listed])

        own, of_aws = backup["restore"]
        self.assertTrue(of_aws.startswith("aws dynamodb restore-table-from-backup "))
        self.expect(0, *own.split()[1:], **self.variables)
        self.assertEqual(self.count(own.split()[-1]), OPERATORS)
        self.expect(3, *own.split()[1:], **self.variables)

    def test_wants_to_know_the_new_tables_name(self):
        arn = self.result("backup", "create")["backups"][0]["id"]
        refused = self.whimbrel(2, "backup", "restore", arn)
        self.assertIn(f"--into {self.operators}-restored", refused.err)
        self.whimbrel(1, "backup", "restore", arn + "-not", "--into", "any")

    def test_is_taken_before_a_run_writes_and_stands_in_its_report(self):
        report = self.result("up", REMOVE_NAMES, "--confirm", "--yes")
        self.assertEqual([one["kind"] for one in report["backups"]], ["server"])
        arn = report["backups"][0]["path"]
        self.whimbrel(0, "backup", "restore", arn, "--into", self.operators + "-back")
        restored = self.call("Scan", TableName=self.operators + "-back")["Items"]
        self.assertEqual(sum("discordUsername" in item for item in restored), OPERATORS)
        self.assertEqual(report["load"]["throttled_share"], 0)
        self.assertGreater(report["load"]["money"], 0)

    def test_is_an_archive_when_one_is_asked_for(self):
        made = self.result("backup", "create", "--backup-kind", "archive")
        self.assertEqual(made["kind"], "archive")
        self.expect(0, "backup", "verify", made["path"])


class ByAnArchive(BackupTest):
    server = "dynamodb_local"

    def test_is_written_where_the_server_has_no_such_call_and_says_so(self):
        result = self.whimbrel(0, "backup", "create")
        self.assertIn("makes no backups of its own, so a portable archive is written", result.out)
        archive = next(self.folder.glob("migration-backup-*.whb"))
        self.expect(0, "backup", "verify", archive.name)

    def test_is_taken_before_a_run_and_the_report_says_which_it_was(self):
        report = self.result("up", REMOVE_NAMES, "--confirm", "--yes")
        self.assertEqual([one["kind"] for one in report["backups"]], ["archive"])
        self.assertIn("makes no backups of its own",
                      " ".join(event["what"] for event in report["timeline"]))

    def test_forecasts_both_ways_to_write_and_can_go_either(self):
        forecast = self.result("preview", REMOVE_NAMES)["plan"]["forecast"]
        guarded, transact = forecast["modes"]
        self.assertEqual((guarded["name"], transact["name"]), ("guarded", "transact"))
        self.assertTrue(guarded["chosen"])
        self.assertGreater(transact["write_units"], guarded["write_units"])
        self.assertGreater(guarded["money"], 0)
        report = self.result("up", REMOVE_NAMES, "--confirm", "--yes", "--write-mode", "transact",
                             "--limit-units", "500")
        self.assertTrue(report["plan"]["forecast"]["modes"][1]["chosen"])
        self.assertEqual(report["run"]["counters"]["changed"], OPERATORS)
        self.whimbrel(0, "down", REMOVE_NAMES, "--confirm", "--yes")
        left = self.call("Scan", TableName=self.operators)["Items"]
        self.assertEqual(sum("discordUsername" in item for item in left), OPERATORS)


if __name__ == "__main__":
    unittest.main()
