# shellcheck shell=bash
# What the scripts share; read with `source`, from bash with `set -euo pipefail`.

say() { printf '%s\n' "$*" >&2; }

die() {
    say "$@"
    exit 1
}

# Runs a command as root, or says why that is not possible.
as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        say "This needs root and there is no sudo: $*"
        return 1
    fi
}

# Installs Debian packages. Called only for what is missing.
install_packages() {
    command -v apt-get >/dev/null ||
        die "Missing: $*. These are Debian's names; install what your system calls them, then try again."
    say "Installing $* ..."
    { as_root apt-get update -q && as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends "$@"; } >&2 ||
        die "Could not install $*. Ask an administrator for: apt-get install $*"
}

has_header() {
    local folder
    for folder in /usr/include /usr/local/include; do
        if [ -e "$folder/$1" ]; then return 0; fi
    done
    return 1
}

# The toolchain, and the C libraries that the package links.
require_toolchain() {
    command -v swift >/dev/null || die "There is no \`swift\` on the path. Swift 6.2 or later is needed: https://www.swift.org/install"
    local missing=()
    has_header sqlite3.h || missing+=(libsqlite3-dev)
    has_header histedit.h || missing+=(libedit-dev)
    has_header expat.h || missing+=(libexpat1-dev)
    has_header zlib.h || missing+=(zlib1g-dev)
    has_header zstd.h || missing+=(libzstd-dev)
    if [ ${#missing[@]} -gt 0 ]; then install_packages "${missing[@]}"; fi
}

# The highest level of the x86-64 architecture that this machine has, as its C library says; nothing on others.
processor_level() {
    local loader=/lib64/ld-linux-x86-64.so.2
    if [ -x "$loader" ]; then "$loader" --help | sed -n 's/^ *\(x86-64-v[0-9]\) (supported.*/\1/p' | head -1; fi
}
