#!/usr/bin/env bash
# Runs every test of the project. On Debian or Ubuntu (root or sudo) it first installs what the tests need: software
# rendering, a virtual display, and gdal to check our files with. Elsewhere it says exactly what is missing.
set -euo pipefail
cd "$(dirname "$0")/.."

packages=(
    gcc libc6-dev                                                              # linking, SQLite
    libxkbcommon0 libxkbcommon-x11-0 libx11-6 libx11-xcb1 libxcursor1 libxi6   # the window
    libxext6 libxrender1 libwayland-client0 libfontconfig1
    libvulkan1 mesa-vulkan-drivers libegl1 libgl1 libgl1-mesa-dri              # software rendering
    xvfb xdotool imagemagick x11-utils                                         # a display, a mouse, a look at it
    gdal-bin                                                                   # an outside reader of our files
)

missing=()
if command -v dpkg-query >/dev/null; then
    for package in "${packages[@]}"; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
    done
fi

if [ ${#missing[@]} -gt 0 ]; then
    as_root=()
    [ "$(id -u)" -eq 0 ] || as_root=(sudo)
    if command -v apt-get >/dev/null && { [ "$(id -u)" -eq 0 ] || command -v sudo >/dev/null; }; then
        echo "Installing: ${missing[*]}"
        "${as_root[@]}" apt-get update -qq
        DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
    else
        echo "Missing packages (install them, then run this again): ${missing[*]}" >&2
        exit 1
    fi
elif ! command -v dpkg-query >/dev/null; then
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

step() { printf '\n== %s\n' "$*"; }

step "Formatting"
cargo fmt --check

step "Lints (warnings are errors)"
cargo clippy --all-targets --quiet -- -D warnings

step "Without the window: the library builds and passes below the wall"
cargo test --no-default-features --quiet --lib --test layering

step "All tests"
cargo test
