#!/usr/bin/env bash
# repeat power loss, I/O faults, SIGKILL and races with new seeds: [minutes, 10 if not given] [seed]
set -euo pipefail
# shellcheck source=tools/dev_lib.sh
source tools/dev_lib.sh

minutes=${1:-10}
if [[ ! $minutes =~ ^[1-9][0-9]*$ ]]; then
  die "'$minutes' is not a number of minutes" 'run for example ./dev soak 30' 2
fi
seed=${2:-$((RANDOM * 32768 + RANDOM + 1))}
if [[ ! $seed =~ ^[1-9][0-9]*$ ]]; then
  die "'$seed' is not a seed" 'run for example ./dev soak 30 4711' 2
fi

# The suites that a seed changes; what enumerates would do the same again.
seeded='PowerLoss|IoFaults|sigkill|chaos_race|sparta_faults|sparta_live.Large'

# What a run in CI has no time for.
export WHIMBREL_TEST_SIZE=100000

bash tools/dev.d/install-deps.sh build test
build_preset release || exit 1
round=0
while ((SECONDS < minutes * 60)); do
  round=$((round + 1))
  say "round $round, seed $seed"
  export WHIMBREL_TEST_SEED=$seed
  if ! ctest_preset release --tests-regex "$seeded"; then
    die "round $round failed with seed $seed" \
      "WHIMBREL_TEST_SEED=$seed ctest --test-dir build/release --rerun-failed --output-on-failure"
  fi
  seed=$((seed + 1))
done
say "$round rounds passed in $((SECONDS / 60)) minutes, each with a seed of its own"
