"""Shows that each rule of style fails on what it forbids and passes what it allows."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
import check_style  # noqa: E402

HEADER = "src/whimbrel/base/a.hpp"
SOURCE = "src/whimbrel/base/a.cpp"


class StyleTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.root = Path(self.folder.name)
        subprocess.run(["git", "init", "-q", self.root], check=True)

    def found(self, name, text):
        file = self.root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return check_style.violations(self.root)

    def assert_one(self, name, text, part):
        found = self.found(name, text)
        self.assertEqual(len(found), 1, found)
        self.assertIn(part, found[0])

    def test_passes_a_clean_header(self):
        text = '#pragma once\nnamespace a {\n// "using namespace" is words here\nint f();\n}\n'
        self.assertEqual(self.found(HEADER, text), [])

    def test_wants_pragma_once(self):
        self.assert_one(HEADER, "int f();\n", "#pragma once")

    def test_refuses_using_namespace_in_a_header(self):
        self.assert_one(HEADER, "#pragma once\nusing namespace std;\n", "a.hpp:2")

    def test_refuses_words_of_unfinished_work(self):
        self.assert_one(SOURCE, "int a;  // TO" "DO later\n", "finish it now")

    def test_refuses_spaces_at_the_end(self):
        self.assert_one(SOURCE, "int a; \n", "spaces at its end")

    def test_refuses_wide_lines(self):
        self.assert_one("tools/a.py", "a = '" + "x" * 100 + "'\n", "columns wide")

    def test_refuses_a_missing_line_end(self):
        self.assert_one(SOURCE, "int a;", "no line end")

    def test_refuses_files_past_500_lines(self):
        self.assert_one(SOURCE, "int a;\n" * 501, "split the file")
        self.assertEqual(self.found(SOURCE, "int a;\n" * 500), [])

    def test_refuses_functions_past_70_lines(self):
        body = "  ++a;\n" * 69
        start = "namespace n {\nstruct S {\n"
        end = "}\n};\n}\n"
        self.assert_one(SOURCE, start + "void f(int a) {\n" + body + end, "71 lines of code")
        allowed = start + "void f(int a) {\n" + body[7:] + "\n  // why\n" + end
        self.assertEqual(self.found(SOURCE, allowed), [])

    def test_is_not_misled_by_braces_in_text(self):
        text = "void f() {\n" + "  g(\"{{\", '{', R\"({)\");  // {\n" * 10 + "}\n"
        self.assertEqual(self.found(SOURCE, text * 9), [])

    def test_wants_a_test_in_a_test_file(self):
        self.assert_one("src/whimbrel/base/a_test.cpp", "int TEST;\n", "without a test")
        self.assertEqual(self.found("src/whimbrel/base/a_test.cpp", "TEST(A, b) {}\n"), [])

    def test_refuses_printing_below_the_cli(self):
        self.assert_one(SOURCE, "void f() { std::cout << 1; }\n", "prints")
        self.assertEqual(self.found(SOURCE, "void f() {}\n"), [])
        self.assertEqual(self.found("cmd/main.cpp", "void f() { std::cout << 1; }\n"), [])


if __name__ == "__main__":
    unittest.main()
