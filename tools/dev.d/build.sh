#!/usr/bin/env bash
# build the program, optimised, into build/release: [--preset dev|release|asan|tsan]
set -euo pipefail
# shellcheck source=tools/dev_lib.sh
source tools/dev_lib.sh

preset=release
if [[ ${1:-} == --preset ]]; then preset=${2:?--preset needs a name}; fi
groups=(build)
if [[ $preset == asan || $preset == tsan ]]; then groups+=(fuzz); fi
bash tools/dev.d/install-deps.sh "${groups[@]}"
build_preset "$preset"
