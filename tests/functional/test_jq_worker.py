"""The verb by which the program starts itself to evaluate jq: not for people, and always there."""

import unittest

from harness import FunctionalTest

GREETING = '{"expressions": [".a", ".b | length"], "seconds_max": 5}\n'


class JqWorkerTest(FunctionalTest):
    def test_answers_line_by_line_also_where_no_settings_can_be_read(self):
        (self.folder / ".env").write_text("this is no setting\n")
        (self.folder / "whimbrel.yaml").write_text("]")
        result = self.run_program(
            "jq-worker", stdin=GREETING + '0 {"a": {"x": 1}}\n1 {"b": [1, 2]}\n0 5\n')
        self.assertEqual(result.code, 0, result)
        self.assertEqual(
            result.out, '{"x":1}\n2\n!"jq: Cannot index number with string \\"a\\""\n')

    def test_is_not_in_the_list_of_verbs(self):
        self.assertNotIn("jq", self.run_program("--help").out)

    def test_says_what_it_cannot_work_with(self):
        result = self.run_program("jq-worker", stdin="hello\n")
        self.assertEqual(result.code, 2)
        self.assertEqual(result.err, "jq worker: the first line is no greeting\n")


if __name__ == "__main__":
    unittest.main()
