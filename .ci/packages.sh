# Debian packages by use; read by .ci/with_libraries and tests/run.sh.
# shellcheck shell=bash disable=SC2034

# What a window loads when it opens: keyboard, X11 and Wayland, Vulkan or OpenGL (software where there is no GPU).
window_packages=(
    libxkbcommon0 libxkbcommon-x11-0 libx11-6 libx11-xcb1 libxcursor1 libxi6 libxext6 libxrender1
    libwayland-client0 libfontconfig1 libvulkan1 mesa-vulkan-drivers libegl1 libgl1 libgl1-mesa-dri
)

# What the faults need: calls that fail, file systems that lose their power.
fault_packages=(gcc libc6-dev strace e2fsprogs mount python3)

# What feeding the readers needs: libFuzzer is C++.
fuzz_packages=(gcc g++ libc6-dev)

# What the tests need besides: a linker, a display, a mouse, a look at the screen, outside readers and judges of our
# files, and the faults.
test_packages=(gcc libc6-dev xvfb xdotool imagemagick x11-utils gdal-bin python3-gdal poppler-utils qpdf "${fault_packages[@]:2}" "${fuzz_packages[@]}")

# Installs what is missing of the packages named, on Debian and its kin with root or sudo; else says exactly what is
# missing. 0 when everything is there.
provide() {
    local missing=() package as_root=()
    for package in "$@"; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    [ "$(id -u)" -eq 0 ] || as_root=(sudo)
    if [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null; then
        echo "Missing packages. As root: apt-get install ${missing[*]}" >&2
        return 1
    fi
    echo "Installing: ${missing[*]}" >&2
    "${as_root[@]}" apt-get update -qq >&2 &&
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}
