#!/usr/bin/env bash
# build the fuzzers and run each: [seconds, 60 if not given] [name of one]
set -euo pipefail
# shellcheck source=tools/dev_lib.sh
source tools/dev_lib.sh

seconds=${1:-60}
only=${2:-}
if [[ ! $seconds =~ ^[1-9][0-9]*$ ]]; then
  die "'$seconds' is not a number of seconds" 'run for example ./dev fuzz 60' 2
fi

# What a fuzzer learns is kept in build/fuzz/corpus, apart from the seeds in the tree; an input that
# fails is written to build/fuzz/found, and is shown by: <program> <that file>
fuzz_one() {
  local program=$1 name=$2 learned=build/fuzz/corpus/$2 found=build/fuzz/found/$2
  local options=(-max_total_time="$seconds" -rss_limit_mb=2048 -timeout=10 -print_final_stats=1)
  if [[ -f tests/fuzz/$name.dict ]]; then options+=(-dict="tests/fuzz/$name.dict"); fi
  mkdir -p "$learned" "$found"
  without_randomised_addresses "$program" "${options[@]}" -artifact_prefix="$found/" \
    "$learned" "tests/fuzz/corpus/$name"
}

bash tools/dev.d/install-deps.sh build fuzz
build_preset asan || exit 1
ran=0
for program in build/asan/fuzz/*_fuzzer; do
  if [[ ! -x $program ]]; then continue; fi
  name=$(basename "$program" _fuzzer)
  if [[ -n $only && $only != "$name" ]]; then continue; fi
  ran=$((ran + 1))
  check "fuzz $name for ${seconds}s" "fuzz-$name" fuzz_one "$program" "$name" || true
done
if ((ran == 0)); then
  die "no fuzzer ${only:+named $only }was built" 'see tests/fuzz/CMakeLists.txt for their names'
fi
exit $((failures > 0))
