#!/usr/bin/env bash
# Runs every test of the project. On Debian or Ubuntu (root or sudo) it first installs what the tests need: software
# rendering, a virtual display, and gdal, poppler and qpdf to check our files with. Elsewhere it says exactly what is missing.
set -euo pipefail
cd "$(dirname "$0")/.."

# shellcheck source=.ci/packages.sh
. .ci/packages.sh
if command -v dpkg-query >/dev/null; then
    provide "${test_packages[@]}" "${window_packages[@]}" || exit 1
else
    for tool in cc Xvfb xdotool import; do
        command -v "$tool" >/dev/null || { echo "Missing: $tool. The tests need a C compiler, a software Vulkan driver (lavapipe), Xvfb, xdotool and ImageMagick." >&2; exit 1; }
    done
fi

if ! command -v cargo >/dev/null; then
    echo "Missing: cargo (Rust 1.95 or newer, from rustup or your distribution)." >&2
    exit 1
fi

export RUST_BACKTRACE=1
# Debug information is not needed to pass or fail; leaving it out halves what is written to disk.
export CARGO_PROFILE_DEV_DEBUG="${CARGO_PROFILE_DEV_DEBUG:-0}"

# A machine that builds once has no use for what makes the second build quick.
[ -z "${CI:-}" ] || export CARGO_INCREMENTAL=0

step() { printf '\n== %s\n' "$*"; }

step "Formatting"
cargo fmt --check

step "Lints (warnings are errors)"
cargo clippy --all-targets --quiet -- -D warnings

step "Without the window: the library builds and passes below the wall"
# Built plainly: these tests are quick, the build is what takes time.
CARGO_PROFILE_DEV_OPT_LEVEL=0 cargo test --no-default-features --quiet --lib --test layering

step "All tests"
cargo test

step "Readers fed with what libFuzzer thinks of, some seconds each"
bash tests/fuzz.sh 6
