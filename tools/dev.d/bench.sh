#!/usr/bin/env bash
# build the benchmarks and print their table: [dynamodb] and options go to bench/run
set -euo pipefail
# shellcheck source=tools/dev_lib.sh
source tools/dev_lib.sh

bash tools/dev.d/install-deps.sh build bench
build_preset bench || exit 1
export WHIMBREL_BUILD_DIR=$PWD/build/bench
exec bench/run "$@"
