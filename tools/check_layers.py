#!/usr/bin/env python3
"""Holds every #include and every CMake DEPENDS against the table in docs/libraries.md.

Usage: check_layers.py [ROOT]. Prints one line a violation with its remedy; exit 1 if there is any.
"""

import re
import sys
from dataclasses import dataclass
from pathlib import Path

PAGE = "docs/libraries.md"
SOURCES = "src/whimbrel"
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
LIBRARY_CALL = re.compile(r"whimbrel_library\(\s*(\w+)([^)]*)\)")
CMAKE_KEYWORDS = {"DEPENDS", "LINK", "TEST_LINK", "TEST_SUPPORT", "TEST_TIMEOUT", "TEST_LABELS"}
MAIN_LIBRARIES = {"base", "cli"}


@dataclass
class Library:
    name: str
    folder: str
    uses: list
    vendors: list


@dataclass
class Rules:
    libraries: dict  # name to Library, in the page's order
    vendors: dict  # name to header prefixes

    def library_of(self, path):
        """The library whose folder is the longest prefix of `path` (relative to src/whimbrel)."""
        inside = [lib for lib in self.libraries.values() if path.startswith(lib.folder + "/")]
        return max(inside, key=lambda lib: len(lib.folder), default=None)

    def vendor_of(self, header):
        for name, prefixes in self.vendors.items():
            if any(header == p or (p.endswith("/") and header.startswith(p)) for p in prefixes):
                return name
        return None


def table_rows(page, title):
    """The cells of each row of the first table under the heading `title`."""
    section = page.split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]
    rows = [line for line in section.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


def words(cell):
    return [word.strip() for word in cell.split(",") if word.strip()]


def read_rules(root):
    page = (root / PAGE).read_text(encoding="utf-8")
    libraries = {
        row[0]: Library(row[0], row[1], words(row[2]), words(row[3]))
        for row in table_rows(page, "Libraries")
    }
    vendors = {row[0]: words(row[1]) for row in table_rows(page, "Third-party headers")}
    return Rules(libraries, vendors)


def page_violations(rules):
    above = set()
    for lib in rules.libraries.values():
        for used in lib.uses:
            if used not in above:
                yield f"{PAGE}: {lib.name} uses {used}, which is in no row above it; move the row"
        for vendor in lib.vendors:
            if vendor not in rules.vendors:
                yield f"{PAGE}: {lib.name} names {vendor}; add it to the table of headers"
        above.add(lib.name)


def is_test(path):
    ends = ("_test.cpp", "_livetest.cpp", "_test.hpp")
    return path.name.endswith(ends) or "testing" in path.parts


def project_include_violation(rules, owner, uses, header):
    if is_test(Path(header)):
        return f"{header} serves tests only; move what {owner} needs out of it"
    target = rules.library_of(header.removeprefix("whimbrel/"))
    if target is None:
        return f"no library of {PAGE} holds {header}; add its row"
    if target.name == owner or target.name in uses:
        return None
    return (
        f"{owner} may not use {target.name} ({header}); move the code to a library that may,"
        f" pass what is needed in, or argue a change of {owner}'s row in {PAGE}"
    )


def vendor_include_violation(rules, owner, vendors, header):
    if "." not in header and "/" not in header:
        return None
    vendor = rules.vendor_of(header)
    if vendor is None:
        return f"<{header}> is in no row of {PAGE}; use a known library, or add its row there"
    if vendor in vendors:
        return None
    homes = [lib.name for lib in rules.libraries.values() if vendor in lib.vendors]
    return f"{owner} may not include <{header}>; {vendor} belongs in: {', '.join(homes) or 'tests'}"


def include_violations(rules, path, shown, owner, uses, vendors):
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        match = INCLUDE.match(line)
        if not match:
            continue
        bracket, header = match.groups()
        if header.startswith("whimbrel/"):
            found = project_include_violation(rules, owner, uses, header)
        elif bracket == '"':
            found = f'"{header}" is not from the include root; write "whimbrel/<folder>/{header}"'
        else:
            found = vendor_include_violation(rules, owner, vendors, header)
        if found:
            yield f"{shown}:{number}: {found}"


def source_violations(root, rules):
    base = root / SOURCES
    for path in sorted([*base.rglob("*.cpp"), *base.rglob("*.hpp")]):
        if is_test(path):
            continue
        lib = rules.library_of(path.relative_to(base).as_posix())
        shown = path.relative_to(root).as_posix()
        if lib is None:
            yield f"{shown}:1: its folder has no row in {PAGE}; add one, below what it uses"
            continue
        yield from include_violations(rules, path, shown, lib.name, lib.uses, lib.vendors)
    for path in sorted((root / "cmd").rglob("*.cpp")):
        shown = path.relative_to(root).as_posix()
        yield from include_violations(rules, path, shown, "cmd", MAIN_LIBRARIES, ["fmt"])


def cmake_violations(root, rules):
    for path in sorted((root / SOURCES).rglob("CMakeLists.txt")):
        shown = path.relative_to(root).as_posix()
        for name, arguments in LIBRARY_CALL.findall(path.read_text(encoding="utf-8")):
            lib = rules.libraries.get(name)
            if name.endswith("_testing"):
                continue
            if lib is None:
                yield f"{shown}: library {name} has no row in {PAGE}; add one"
                continue
            for used in depends_of(arguments):
                if used not in lib.uses:
                    yield f"{shown}: {name} DEPENDS {used}, which its row in {PAGE} does not allow"


def depends_of(arguments):
    inside = False
    for word in arguments.split():
        if word in CMAKE_KEYWORDS:
            inside = word == "DEPENDS"
        elif inside:
            yield word


def violations(root):
    rules = read_rules(root)
    return [
        *page_violations(rules),
        *source_violations(root, rules),
        *cmake_violations(root, rules),
    ]


def main():
    root = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent.parent)
    found = violations(root)
    for line in found:
        print(line)
    if found:
        print(f"{len(found)} violations of the dependency order; {PAGE} explains it")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
