#!/usr/bin/env bash
# delete everything that was built
set -euo pipefail
rm -rf build
