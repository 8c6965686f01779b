#!/usr/bin/env bash
# The proof by faults, at full length: 500 kills, every single call made to fail in three ways, 200 power cuts, 40 fill
# levels, 100 races. Prints "N passed, N failed" for each. Power cuts and small disks need root; where they cannot be
# had that is said aloud. `bash tests/faults.sh short` tries each some times only, as the tests do in every run.
set -euo pipefail
cd "$(dirname "$0")/.."

# shellcheck source=.ci/packages.sh
. .ci/packages.sh
if command -v dpkg-query >/dev/null; then
    provide "${fault_packages[@]}" || exit 1
fi
[ "${1:-full}" = short ] || export PATROLGRID_FAULTS=full
export CARGO_PROFILE_DEV_DEBUG="${CARGO_PROFILE_DEV_DEBUG:-0}"
# One after the other: the figures are read, and the disk is one.
cargo test --no-default-features --test plan_faults -- --nocapture --test-threads=1 2>&1 |
    grep -E 'passed, [0-9]+ failed|SKIPPED|panicked|^error|test result'
