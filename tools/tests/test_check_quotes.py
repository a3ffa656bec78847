"""check_quotes.py finds a quote that no longer fits."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

TOOL = Path(__file__).resolve().parents[1] / "check_quotes.py"


class CheckQuotes(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.root = Path(holder.name)
        (self.root / "docs").mkdir()
        (self.root / "recipe.yaml").write_text("id: 1\nwhere: {}\n", encoding="utf-8")

    def check(self, page):
        (self.root / "docs" / "page.md").write_text(page, encoding="utf-8")
        return subprocess.run([sys.executable, TOOL, self.root], capture_output=True, text=True,
                              check=False)

    def test_what_stands_in_the_file_passes(self):
        done = self.check("<!-- from recipe.yaml -->\n```yaml\nwhere: {}\n```\n")
        self.assertEqual(done.returncode, 0, done.stdout)

    def test_what_no_longer_stands_there_is_named(self):
        done = self.check("<!-- from recipe.yaml -->\n```yaml\nwhere: { a: 1 }\n```\n")
        self.assertEqual(done.returncode, 1)
        self.assertIn("recipe.yaml no longer says", done.stdout)

    def test_a_file_that_is_gone_is_named(self):
        done = self.check("<!-- from other.yaml -->\n```yaml\nid: 1\n```\n")
        self.assertIn("other.yaml, which is not there", done.stdout)

    def test_a_mark_without_its_block_is_found(self):
        done = self.check("<!-- from recipe.yaml -->\n\n```yaml\nid: 1\n```\n")
        self.assertIn("no fenced block", done.stdout)


if __name__ == "__main__":
    unittest.main()
