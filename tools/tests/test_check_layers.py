"""Shows that the layer check fails on each kind of violation and passes a clean tree."""

import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
import check_layers  # noqa: E402

PAGE = """# Libraries
## Libraries
| Library | Folder | May use | Third-party headers | For |
| --- | --- | --- | --- | --- |
| base | base | | fmt, posix | ground |
| stores | stores | base | | interface |
| stores_sqlite | stores/sqlite | base, stores | sqlite | store |
| engine | engine | base, stores | | runs |

## Third-party headers
| Name | Headers | Package |
| --- | --- | --- |
| fmt | fmt/ | x |
| posix | unistd.h, sys/ | x |
| sqlite | sqlite3.h | x |
"""


class LayersTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.root = Path(self.folder.name)
        self.write("docs/libraries.md", PAGE)
        (self.root / "cmd").mkdir()

    def write(self, path, text):
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def source(self, path, *includes):
        self.write(f"src/whimbrel/{path}", "".join(f"#include {i}\n" for i in includes))

    def found(self):
        return check_layers.violations(self.root)

    def assert_one(self, *parts):
        found = self.found()
        self.assertEqual(len(found), 1, found)
        for part in parts:
            self.assertIn(part, found[0])

    def test_passes_a_clean_tree(self):
        self.source("base/a.cpp", '"whimbrel/base/a.hpp"', "<string>", "<fmt/format.h>")
        self.source("stores/sqlite/s.cpp", "<sqlite3.h>", '"whimbrel/stores/store.hpp"')
        self.source("engine/e_test.cpp", "<sqlite3.h>", '"whimbrel/stores/sqlite/s.hpp"')
        self.write("src/whimbrel/engine/CMakeLists.txt", "whimbrel_library(engine DEPENDS stores)")
        self.assertEqual(self.found(), [])

    def test_names_file_line_and_remedy_of_an_include_against_the_order(self):
        self.source("stores/s.hpp", "<string>", '"whimbrel/engine/run.hpp"')
        self.assert_one("src/whimbrel/stores/s.hpp:2", "may not use engine", "move the code")

    def test_sees_the_nested_library_not_its_parent(self):
        self.source("engine/e.cpp", '"whimbrel/stores/sqlite/s.hpp"')
        self.assert_one("engine may not use stores_sqlite")

    def test_keeps_a_vendor_header_in_its_home(self):
        self.source("engine/e.cpp", "<sqlite3.h>")
        self.assert_one("may not include <sqlite3.h>", "stores_sqlite")

    def test_asks_for_a_row_for_an_unknown_header(self):
        self.source("base/b.cpp", "<curl/curl.h>")
        self.assert_one("<curl/curl.h> is in no row")

    def test_asks_for_a_row_for_a_new_folder(self):
        self.source("watch/w.cpp", "<string>")
        self.assert_one("has no row", "add one")

    def test_refuses_an_include_that_is_relative(self):
        self.source("base/b.cpp", '"error.hpp"')
        self.assert_one("is not from the include root")

    def test_keeps_test_support_out_of_the_program(self):
        self.source("base/testing/fault.cpp", "<gtest/gtest.h>", '"whimbrel/engine/run.hpp"')
        self.write("src/whimbrel/base/testing/CMakeLists.txt", "whimbrel_library(base_testing)")
        self.assertEqual(self.found(), [])
        self.source("engine/e.cpp", '"whimbrel/base/testing/fault.hpp"')
        self.assert_one("serves tests only")

    def test_holds_cmake_to_the_same_table(self):
        self.write(
            "src/whimbrel/stores/CMakeLists.txt",
            "whimbrel_library(stores DEPENDS base engine\n  LINK fmt::fmt)",
        )
        self.assert_one("stores DEPENDS engine")

    def test_refuses_a_page_that_uses_a_row_below(self):
        upside_down = PAGE.replace("| base | base | |", "| base | base | engine |")
        self.write("docs/libraries.md", upside_down)
        self.assert_one("base uses engine", "in no row above")

    def test_lets_main_see_the_cli_only(self):
        self.write("cmd/main.cpp", '#include "whimbrel/engine/run.hpp"\n')
        self.assert_one("cmd/main.cpp:1", "may not use engine")


if __name__ == "__main__":
    unittest.main()
