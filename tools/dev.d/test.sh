#!/usr/bin/env bash
# build and pass every test, as CI does: tests, lint, sanitizers, fuzzers; [--quick] only the tests
set -euo pipefail
# shellcheck source=tools/dev_lib.sh
source tools/dev_lib.sh

all=true
case ${1:-} in
  '') ;;
  --quick) all=false ;;
  *) die "'$1' is not an option of ./dev test" 'run ./dev test, or ./dev test --quick' 2 ;;
esac

# sanitized <preset> <target> [ctest option...]. Suites that take minutes, and the checks of the
# tree, would say nothing new under a sanitizer.
sanitized() {
  local preset=$1 target=$2
  shift 2
  if build_preset "$preset" "$target"; then
    ctest_preset "$preset" --label-exclude '^(long|check)$' "$@" || true
  else
    printf 'fail build of %s\n' "$preset" >>"$checks"
  fi
}

# The installed package serves a project of someone else.
embedding_example() {
  local prefix=$PWD/build/install build=build/embedding
  rm -rf "$prefix" "$build" &&
    cmake --install build/release --prefix "$prefix" &&
    cmake -S examples/embedding -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release \
      -DCMAKE_PREFIX_PATH="$prefix" &&
    cmake --build "$build" &&
    "$build/embedding"
}

everything_else() {
  bash tools/dev.d/lint.sh || true
  sanitized asan all
  if [[ -d build/asan/fuzz ]]; then bash tools/dev.d/fuzz.sh 10 || true; fi
  sanitized tsan threaded_tests --label-regex '^threads$'
}

started=$SECONDS
mkdir -p "$logs"
rm -f "$checks" build/*/results.xml
groups=(build test)
if $all; then groups+=(lint fuzz); fi
bash tools/dev.d/install-deps.sh "${groups[@]}"
step 'install the servers of tests' servers tests/servers/install || exit 1

export CTEST_OUTPUT_ON_FAILURE=1
if build_preset release; then
  ctest_preset release || true
  check 'install, and the example that builds on it' embedding embedding_example || true
  if $all; then everything_else; fi
else
  printf 'fail build of release\n' >>"$checks"
fi
say "  took    $((SECONDS - started))s"
shopt -s nullglob
exec python3 tools/test_totals.py "$checks" build/*/results.xml
