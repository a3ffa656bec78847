#!/usr/bin/env python3
"""The rules of style that a formatter cannot hold, each with its fix.

Usage: check_style.py [ROOT]. Prints one line a violation; exit 1 if there is any.
"""

import re
import subprocess
import sys
from pathlib import Path

LINES_MAX = 500
FUNCTION_LINES_MAX = 70
COLUMNS_MAX = 100
FORMATTED = {".cpp", ".hpp"}  # clang-format holds their columns, as far as a line can be broken
CODE = FORMATTED | {".py", ".sh", ".js", ".mjs", ".ts", ".cmake", ".in"}
PROSE = {".md", ".1", ".txt", ".yaml", ".yml"}
NO_CODE_FOLDERS = ("tests/cases/", "tests/fuzz/corpus/", "tests/fuzz/regressions/")
# Put together from halves, so that this file passes its own check.
UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK|[Ff]or no" r"w)\b")
STRINGS = re.compile(r'"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)\'')
COMMENTS = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
RAW_STRINGS = re.compile(r'R"(\w*)\((.*?)\)\1"', re.DOTALL)
NOT_FUNCTIONS = re.compile(r"\b(namespace|class|struct|enum|union|extern)\b")
HAS_TEST = re.compile(r"^\s*(TYPED_)?(TEST|RC_GTEST)\w*\(|\bregister_\w+_suite\(", re.MULTILINE)
PRINTS = re.compile(r"\b(std::cout|std::cerr|printf|fmt::print|puts)\b")


def blank(match):
    return re.sub(r"[^\n]", " ", match.group(0))


def bare_code(text):
    """The source with strings and comments blanked out, line by line as before."""
    text = RAW_STRINGS.sub(blank, text)
    lines = [STRINGS.sub(blank, line) for line in text.split("\n")]
    return COMMENTS.sub(blank, "\n".join(lines))


def functions(code):
    """Yields (first line, lines of code) of every brace block that follows a parameter list."""
    lines = code.split("\n")
    blocks = []  # (is a function, line of its head); a function's inner blocks belong to it
    head = ""
    head_line = line = 1
    for char in code:
        if char == "\n":
            line += 1
        if char == "{":
            is_function = ")" in head and not NOT_FUNCTIONS.search(head)
            is_outermost = not any(block[0] for block in blocks)
            blocks.append((is_function and is_outermost, head_line))
        elif char == "}" and blocks:
            is_function, first = blocks.pop()
            if is_function:
                yield first, sum(1 for text in lines[first - 1 : line] if text.strip())
        if char in "{};":
            head = ""
        else:
            if not head.strip():
                head_line = line
            head += char


def line_rules(path, lines):
    is_limited = path.suffix in CODE - FORMATTED or path.name in {"CMakeLists.txt", "dev", "run"}
    for number, line in enumerate(lines, 1):
        if line != line.rstrip() and path.suffix != ".md":
            yield number, "has spaces at its end; remove them"
        if is_limited and len(line) > COLUMNS_MAX and "http" not in line:
            yield number, f"is {len(line)} columns wide, past {COLUMNS_MAX}; break it"
        if match := UNFINISHED.search(line):
            yield number, f"says '{match[0]}'; finish it now, or file an issue and drop the word"


def header_rules(code):
    if "#pragma once" not in code:
        yield 1, "is a header without #pragma once; add it as the first line"
    for number, line in enumerate(code.split("\n"), 1):
        if re.match(r"\s*using namespace\b", line):
            yield number, "uses a namespace in a header, for all its readers; write names in full"


def print_rules(name, code):
    if name.startswith(("src/whimbrel/cli/", "cmd/", "bench/", "examples/", "tests/")):
        return
    for number, line in enumerate(code.split("\n"), 1):
        if PRINTS.search(line) and "snprintf" not in line:
            yield number, "prints; below the CLI return a value or use base's logging"


def is_test_support(path):
    """fixture_test.cpp is the body of fixture.hpp, compiled with the tests alone."""
    stem = path.name.removesuffix("_test.cpp")
    return path.with_name(stem + ".hpp").exists() and not path.with_name(stem + ".cpp").exists()


def cpp_rules(path, name, text):
    code = bare_code(text)
    if path.suffix == ".hpp":
        yield from header_rules(code)
    if not path.name.endswith(("_test.cpp", "_livetest.cpp")):
        yield from print_rules(name, code)
    elif not HAS_TEST.search(code) and not is_test_support(path):
        yield 1, "is a test file without a test; write one or delete it"
    for first, count in functions(code):
        if count > FUNCTION_LINES_MAX:
            yield first, (
                f"starts a function of {count} lines of code, past {FUNCTION_LINES_MAX};"
                " name its parts and move them out"
            )


def file_violations(root, name):
    path = root / name
    text = path.read_text(encoding="utf-8")
    lines = text.split("\n")
    found = list(line_rules(path, lines))
    is_source = path.suffix in CODE
    if is_source and len(lines) > LINES_MAX + 1:
        found.append((LINES_MAX, f"is past {LINES_MAX} lines ({len(lines) - 1}); split the file"))
    if text and not text.endswith("\n"):
        found.append((len(lines), "has no line end; add one"))
    if path.suffix in FORMATTED:
        found += cpp_rules(path, name, text)
    return [f"{name}:{number}: {what}" for number, what in sorted(found)]


def is_checked(name):
    path = Path(name)
    if name.startswith(NO_CODE_FOLDERS):
        return False
    return path.suffix in CODE | PROSE or name in {"dev", ".ci/run"}


def tracked_files(root):
    """Files that git knows or would add: build output and ignored files stay out."""
    command = ["git", "-C", root, "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split("\0")
    return sorted({name for name in names if name and (Path(root) / name).is_file()})


def violations(root):
    names = [name for name in tracked_files(root) if is_checked(name)]
    return [line for name in names for line in file_violations(root, name)]


def main():
    root = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent.parent)
    found = violations(root)
    for line in found:
        print(line)
    if found:
        print(f"{len(found)} violations of style")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
