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
[ ${#targets[@]} -gt 0 ] || targets=(csv xlsx xls geojson shapefile kml zipped geopackage roads base_map bundle plan)

work=target/fuzz
mkdir -p "$work/found"
CARGO_TARGET_DIR="$work/build" RUSTC_WRAPPER="$PWD/tests/fuzz/watched.sh" \
    cargo build --quiet --manifest-path tests/fuzz/Cargo.toml
built="$work/build/debug"
rm -rf "$work/seeds"
mkdir -p "$work/seeds"
PATROLGRID_SEEDS="$work/seeds" "$built/seeds" -runs=0 >"$work/seeds.log" 2>&1

passed=0 failed=0
for target in "${targets[@]}"; do
    mkdir -p "$work/corpus/$target"
    more=() status=0 passes=(0)
    # The library that reads .xls takes as much memory as the file asks for: the bounds of the worker are what refuses such a
    # file (tests/worker.rs), so running out of memory (71) is no finding here.
    [ "$target" != xls ] || more=(-fork=1 -ignore_ooms=1) passes=(0 71)
    "$built/$target" "${more[@]}" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=1536 -max_len=200000 -print_final_stats=1 \
        -verbosity=0 -artifact_prefix="$work/found/$target-" "$work/corpus/$target" "$work/seeds/$target" \
        >"$work/$target.log" 2>&1 || status=$?
    if [[ " ${passes[*]} " == *" $status "* ]]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "$target broke:" && tail -n 40 "$work/$target.log"
    fi
    sed -n "s/^stat::number_of_executed_units: */fuzz $target: runs /p" "$work/$target.log"
done
echo "fuzz targets: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
