#!/usr/bin/env bash
# check format, names, bug patterns, layers, style, scripts, manual, deploy: [--fix] formats first
set -euo pipefail
# shellcheck source=tools/dev_lib.sh
source tools/dev_lib.sh

cpp_files() { git ls-files -z --cached --others --exclude-standard -- '*.cpp' '*.hpp'; }

format() { cpp_files | xargs -0 -P "$jobs" -n 20 clang-format-16 "$@"; }

scripts() { git grep -lE --untracked '^#!.*\bbash$'; }

man_page() {
  local complaints
  complaints=$(groff -man -ww -z -Tutf8 docs/man/whimbrel.1 2>&1)
  printf '%s' "$complaints"
  [[ -z $complaints ]]
}

tidy() {
  cmake --preset tidy && python3 tools/run_tidy.py build/tidy
}

bash tools/dev.d/install-deps.sh build lint
if [[ ${1:-} == --fix ]]; then format -i; fi
check 'layers (docs/libraries.md)' lint-layers python3 tools/check_layers.py || true
check 'style' lint-style python3 tools/check_style.py || true
check 'quotes of the manual' lint-quotes python3 tools/check_quotes.py || true
check 'format (./dev lint --fix mends it)' lint-format format --dry-run --Werror || true
mapfile -t shell_files < <(scripts)
check 'shell scripts' lint-shell shellcheck -x tools/dev_lib.sh "${shell_files[@]}" || true
check 'manual page' lint-man man_page || true
check 'Kubernetes files' lint-kubernetes bash tests/kubernetes/check || true
check 'clang-tidy' lint-tidy tidy || true
exit $((failures > 0))
