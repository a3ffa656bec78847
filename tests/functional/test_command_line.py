"""Each kind of bad command line gets its own words, exit code 2, and leaves nothing behind."""

import json
import unittest

from harness import MIGRATION, TARGET, FunctionalTest

# Arguments, what it says, what to do next.
BAD_COMMAND_LINES = [
    ([], "no verb is given", "`whimbrel --help` lists the verbs; begin with `whimbrel status`"),
    (["stauts"], "'stauts' is no verb of whimbrel", "did you mean status?"),
    (["zzzzzz"], "'zzzzzz' is no verb of whimbrel", "`whimbrel --help` lists the verbs"),
    (["--json", "status"], "'--json' stands where the verb must",
     "write whimbrel VERB first, then its options; `whimbrel --help` lists the verbs"),
    (["backup"], "whimbrel backup: a second word is missing",
     "write whimbrel backup with one of create, list, verify, restore"),
    (["backup", "restor"], "whimbrel backup has no 'restor'",
     "did you mean whimbrel backup restore?"),
    (["status"], "MIGRATION is missing",
     f"for example `whimbrel status {MIGRATION} --target {TARGET}`"),
    (["status", MIGRATION], "no target is given",
     "add --target sqlite:FILE or --target dynamodb, or name one in whimbrel.yaml or "
     "WHIMBREL_TARGET"),
    (["status", MIGRATION, "--taget", TARGET], "'--taget' is no option of whimbrel status",
     "did you mean --target?"),
    (["status", MIGRATION, "more", "--target", TARGET], "'more' is one argument too many",
     "leave it out, or quote words that belong together; see `whimbrel status --help`"),
    (["status", MIGRATION, "--target"], "--target: a value is missing", "write --target TARGET"),
    (["status", MIGRATION, "--target", "--exact"], "--target: a value is missing, --exact follows",
     "write --target TARGET; a file of that name is ./--exact"),
    (["status", MIGRATION, "--target="], "--target: a value is missing", "write --target TARGET"),
    (["status", MIGRATION, "--target", "a", "--target", "b"], "--target is given 2 times",
     "keep one of them"),
    (["status", MIGRATION, "--exact=yes", "--target", TARGET], "--exact takes no value",
     "write --exact alone"),
    (["status", MIGRATION, "--target", "mongodb://host"],
     "--target: 'mongodb:' is no kind of target that this version knows",
     "write sqlite:FILE, dynamodb, memory:, or a name from whimbrel.yaml"),
    (["status", MIGRATION, "--target", "wallet.db"],
     "--target: no target is named 'wallet.db'",
     "write sqlite:wallet.db for a file; names come from whimbrel.yaml"),
    (["status", MIGRATION, "--target", "sqlite:"], "--target: 'sqlite:' names no file",
     "write sqlite:FILE, such as sqlite:wallet.db"),
    (["preview", MIGRATION, "--target", TARGET, "--batch-size", "0"],
     "--batch-size: '0' is not a whole number from 1 to 10,000", ""),
    (["preview", MIGRATION, "--target", TARGET, "--batch-size", "-5"],
     "--batch-size: '-5' is not a whole number from 1 to 10,000", ""),
    (["preview", MIGRATION, "--target", TARGET, "--segments", "two"],
     "--segments: 'two' is not a whole number from 1 to 64", ""),
    (["up", MIGRATION, "--target", TARGET, "--max-affected", "110%"],
     "--max-affected: '110%' is neither a number of items nor a percentage",
     "write 1000, 20% or 1000,20%"),
    (["down", MIGRATION, "--target", TARGET, "--policy", "force"],
     "--policy: 'force' is none of leave, merge, overwrite", ""),
    (["up", MIGRATION, "--target", TARGET, "--backup", "--no-backup"],
     "--backup and --no-backup contradict each other", "keep one of them"),
    (["preview", MIGRATION, "--target", TARGET, "--report", "report.pdf"],
     "--report: 'report.pdf' tells no format by its name", "end it in .html, .json or .txt"),
    (["import", "tokens.jsonl", "--target", TARGET], "--collection is missing",
     "for example `whimbrel import tokens.jsonl --collection cashu_tokens --target "
     "sqlite:wallet.db`"),
    (["import", "a", "--collection", "c", "--target", TARGET, "--existing", "merge"],
     "--existing: 'merge' is none of refuse, skip, replace", ""),
    (["generate", "wallet", "--count", "1e6", "--target", TARGET],
     "--count: '1e6' is not a whole number from 1 to 1,000,000,000", ""),
    (["export", "--collection", "c", "--target", TARGET, "--json"],
     "--json and the export both want standard output", "write the export to a file with -o FILE"),
]


class BadCommandLines(FunctionalTest):
    def test_each_says_what_is_wrong_and_what_to_do(self):
        for arguments, message, remedy in BAD_COMMAND_LINES:
            with self.subTest(arguments=arguments):
                result = self.expect(2, *arguments)
                if "--json" in arguments:
                    error = json.loads(result.out)["error"]
                    said, next_step = ": ".join([*error["context"], error["message"]]), \
                        error["remedy"]
                else:
                    self.assertEqual(result.out, "")
                    lines = result.err.splitlines()
                    said = lines[0].removeprefix("error: ")
                    self.assertEqual(lines[1], "  data: Nothing was changed.")
                    next_step = lines[2].removeprefix("  next: ") if len(lines) > 2 else ""
                self.assertEqual(said, message)
                self.assertEqual(next_step, remedy)
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_an_unknown_migration_names_the_nearest(self):
        result = self.expect(2, "status", "fix_melted", "--target", TARGET)
        self.assertIn(MIGRATION, result.err)

    def test_failures_are_documents_too(self):
        document = self.expect(2, "status", "--json").document
        self.assertFalse(document["ok"])
        self.assertEqual(document["exit_code"], 2)
        self.assertEqual(document["verb"], "status")
        self.assertIsNone(document["result"])
        self.assertEqual(document["error"]["kind"], "usage")
        self.assertEqual(document["error"]["data"], "Nothing was changed.")


class Help(FunctionalTest):
    def test_every_verb_tells_its_options_with_an_example(self):
        verbs = ["status", "preview", "up", "verify", "down", "resume", "pause", "abort",
                 "history", "report", "plan", "baseline", "repair", "new", "lint", "test",
                 "rehearse", "import", "export", "generate wallet", "check wallet",
                 "backup create", "backup list", "backup verify", "backup restore", "list",
                 "targets", "version"]
        program_help = self.expect(0, "--help").out
        for verb in verbs:
            with self.subTest(verb=verb):
                self.assertIn(f"\n  {verb} ", program_help)
                text = self.expect(0, *verb.split(), "--help").out
                self.assertIn(f"Usage: whimbrel {verb}", text)
                self.assertIn(f"\nExample\n  whimbrel {verb}", text)
                self.assertIn("--json", text)

    def test_version(self):
        self.assertRegex(self.expect(0, "--version").out, r"^whimbrel \d+\.\d+\.\d+\n$")


if __name__ == "__main__":
    unittest.main()
