#!/usr/bin/env bash
# Feeds every reader with what libFuzzer thinks of: `bash tests/fuzz.sh [SECONDS] [TARGET …]`, SECONDS for each target (60
# unless said). Prints "N passed, N failed"; what broke a reader lies under target/fuzz/found. A long night of one reader:
# `bash tests/fuzz.sh 36000 csv`. What was learnt lies under target/fuzz/corpus and is gone on with.
set -euo pipefail
cd "$(dirname "$0")/.."

# shellcheck source=.ci/packages.sh
. .ci/packages.sh
if command -v dpkg-query >/dev/null; then
    provide "${fuzz_packages[@]}" || exit 1
fi

seconds="${1:-60}"
shift || true
targets=("$@")
[ ${#targets[@]} -gt 0 ] || targets=(csv xlsx xls geojson shapefile kml zipped geopackage plan)

work=target/fuzz
mkdir -p "$work/found"
triple="$(rustc -vV | sed -n 's/^host: //p')"
# What libFuzzer watches: every edge and every comparison.
watched="-Cpasses=sancov-module"
for what in level=4 inline-8bit-counters pc-table trace-compares; do
    watched+=" -Cllvm-args=-sanitizer-coverage-$what"
done
RUSTFLAGS="--cfg fuzzing $watched" CARGO_TARGET_DIR="$work/build" \
    cargo build --quiet --release --manifest-path tests/fuzz/Cargo.toml --target "$triple"
built="$work/build/$triple/release"
rm -rf "$work/seeds"
"$built/seeds" "$work/seeds"

passed=0 failed=0
for target in "${targets[@]}"; do
    mkdir -p "$work/corpus/$target"
    if "$built/$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=1536 -max_len=200000 -print_final_stats=1 -verbosity=0 \
        -artifact_prefix="$work/found/$target-" "$work/corpus/$target" "$work/seeds/$target" >"$work/$target.log" 2>&1; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "$target broke:" && tail -n 40 "$work/$target.log"
    fi
    sed -n "s/^stat::number_of_executed_units: */fuzz $target: runs /p" "$work/$target.log"
done
echo "fuzz targets: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
