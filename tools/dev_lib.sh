# shellcheck shell=bash
# Shared by the verbs of ./dev: how a step runs and is shown, how presets are built and tested.
# Verbs run in the root of the repository.
set -euo pipefail

jobs=$(nproc)
logs=build/logs
failures=0

say() { printf '%s\n' "$*"; }

# die <what happened> <what to do>
die() {
  printf 'error: %s\n  do: %s\n' "$1" "$2" >&2
  exit "${3:-1}"
}

# The last progress mark of a log: "[12/80]" of ninja, or "12/80 Test" of ctest.
progress_of() {
  tail -c 2000 "$1" 2>/dev/null | grep -oE '\[[0-9]+/[0-9]+\]|^ *[0-9]+/[0-9]+ Test' | tail -n 1 |
    tr -d '[] Test'
}

# Shows that a step goes on: a line that rewrites itself on a terminal, one a minute elsewhere.
ticker() {
  local label=$1 log=$2 owner=$3 started=$SECONDS pause=60
  if [[ -t 1 ]]; then pause=1; fi
  while sleep "$pause" >/dev/null 2>&1 && kill -0 "$owner" 2>/dev/null; do
    if [[ -t 1 ]]; then
      printf '\r\033[K  %s  %s  %ds' "$label" "$(progress_of "$log")" $((SECONDS - started))
    else
      printf '  … %s  %s  %ds\n' "$label" "$(progress_of "$log")" $((SECONDS - started))
    fi
  done
}

# step <label> <log name> <command...>: runs it quietly. When it fails: the log's end, its path, one
# more in $failures, and status 1. A function run by it must chain its commands with &&, because
# bash ignores `set -e` wherever a status is asked for.
step() {
  local label=$1 log=$logs/$2.log started=$SECONDS status=0 ticker_pid
  shift 2
  mkdir -p "$logs"
  ticker "$label" "$log" $$ &
  ticker_pid=$!
  "$@" >"$log" 2>&1 </dev/null || status=$?
  kill "$ticker_pid" 2>/dev/null
  wait "$ticker_pid" 2>/dev/null || true
  if [[ -t 1 ]]; then printf '\r\033[K'; fi
  if ((status == 0)); then
    printf '  ok      %s  (%ds)\n' "$label" $((SECONDS - started))
    return 0
  fi
  failures=$((failures + 1))
  printf '  FAILED  %s  (%ds, exit %d)\n' "$label" $((SECONDS - started)) "$status"
  show_failure "$log"
  return 1
}

# The names of tests that failed, and the lines of a log that say what went wrong, else its end.
show_failure() {
  local log=$1
  sed -n '/^The following tests FAILED/,/^Errors while/p' "$log" | head -n 40
  if grep -q 'error:' "$log"; then
    grep -n -A3 'error:' "$log" | head -n 40 | cut -c1-200 | sed 's/^/    /'
  else
    tail -n 30 "$log" | cut -c1-200 | sed 's/^/    /'
  fi
  printf '    whole log: %s\n' "$PWD/$log"
}

# build_preset <preset> [target...]: configures build/<preset> and builds it.
build_preset() {
  local preset=$1 targets=()
  shift
  if (($#)); then targets=(--target "$@"); fi
  step "configure $preset" "$preset-configure" cmake --preset "$preset" &&
    step "build $preset" "$preset-build" cmake --build "build/$preset" -j "$jobs" "${targets[@]}"
}

# Sanitizers need a fixed address layout on kernels that randomise more bits than they expect.
without_randomised_addresses() {
  if setarch -R true 2>/dev/null; then setarch -R "$@"; else "$@"; fi
}

# check <label> <log name> <command...>: a step that counts in the totals of ./dev test.
checks=$logs/checks
check() {
  mkdir -p "$logs"
  if step "$@"; then
    printf 'pass %s\n' "$1" >>"$checks"
  else
    printf 'fail %s\n' "$1" >>"$checks"
    return 1
  fi
}

# ctest_preset <preset> [ctest option...]: runs the tests of build/<preset>; the results, counted in
# the totals, are in build/<preset>/results.xml. A failure that is no test's own counts as one.
ctest_preset() {
  local preset=$1 results=build/$1/results.xml
  shift
  rm -f "$results"
  if step "tests of $preset" "$preset-tests" without_randomised_addresses \
    ctest --test-dir "build/$preset" -j "$jobs" --output-on-failure --no-tests=error \
    --output-junit results.xml "$@"; then
    return 0
  fi
  if ! grep -q 'status="fail"' "$results" 2>/dev/null; then
    printf 'fail tests of %s\n' "$preset" >>"$checks"
  fi
  return 1
}
