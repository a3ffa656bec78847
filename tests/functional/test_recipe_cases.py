"""Every folder of tests/cases/recipes and every example, each a test of its own."""

from pathlib import Path

from harness import FunctionalTest
from recipe_case import RecipeCase

ROOT = Path(__file__).resolve().parents[2]


class Cases(FunctionalTest):
    """tests/cases/recipes"""


class Examples(FunctionalTest):
    """examples/NN-name"""


def add_tests(tests, folders):
    for folder in folders:
        def run(self, folder=folder):
            RecipeCase(self, folder).run()
        setattr(tests, "test_" + folder.name.replace("-", "_"), run)


add_tests(Cases, sorted(path for path in (ROOT / "tests/cases/recipes").iterdir() if path.is_dir()))
add_tests(Examples, sorted((ROOT / "examples").glob("[0-9][0-9]-*")))
