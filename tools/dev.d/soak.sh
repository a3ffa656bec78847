#!/usr/bin/env bash
# repeat the crash, race and property suites with new seeds: [minutes, 10 if not given]
set -euo pipefail
# shellcheck source=tools/dev_lib.sh
source tools/dev_lib.sh

minutes=${1:-10}
if [[ ! $minutes =~ ^[1-9][0-9]*$ ]]; then
  die "'$minutes' is not a number of minutes" 'run for example ./dev soak 30' 2
fi

bash tools/dev.d/install-deps.sh build test
build_preset release || exit 1
round=0
while ((SECONDS < minutes * 60)); do
  round=$((round + 1))
  seed=$((RANDOM * 32768 + RANDOM))
  export WHIMBREL_TEST_SEED=$seed RC_PARAMS="seed=$seed"
  if ! ctest_preset release --label-exclude '^check$'; then
    die "round $round failed with seed $seed" \
      "WHIMBREL_TEST_SEED=$seed RC_PARAMS=seed=$seed ctest --test-dir build/release --rerun-failed"
  fi
done
say "$round rounds passed in $((SECONDS / 60)) minutes, each with a seed of its own"
