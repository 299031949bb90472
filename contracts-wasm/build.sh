#!/bin/sh
# Builds artifacts/omnisum.wasm, its checksum and artifacts/schema.json; the same bytes from any directory.
#   build.sh            build and write the artifacts
#   build.sh --check    build into a temporary directory and compare with the artifacts
#   build.sh --install  first install Debian's Rust for WebAssembly, if it is missing
set -eu
cd "$(dirname "$0")"

PACKAGES="rustc-web cargo-web rust-web-src rust-web-llvm lld-22 binaryen"
LIMIT=300000

install_toolchain() {
  missing=""
  for package in $PACKAGES; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
  done
  [ -n "$missing" ] || return 0
  command="apt-get install -y --no-install-recommends$missing"
  if [ "$1" = --install ]; then
    apt-get update && $command
  else
    echo "Missing:$missing. Install with: apt-get update && $command" >&2
    exit 1
  fi
}

# Debian's compiler has no target for WebAssembly installed, so the standard library is built along; cosmwasm-vm knows
# neither bulk memory nor other late features (mvp), and provides the imports (--import-undefined). A panic, which only the
# standard library could raise, stops the contract without a text (immediate-abort): a tenth of the code would be texts.
build_wasm() {
  env -u CARGO -u RUSTC -u RUSTUP_TOOLCHAIN PATH="/usr/bin:$PATH" RUSTC_BOOTSTRAP=1 CARGO_INCREMENTAL=0 \
    CARGO_TARGET_DIR="$TARGET" \
    RUSTFLAGS="-C target-cpu=mvp -C link-arg=-s -C link-arg=--import-undefined" \
    /usr/bin/cargo build --quiet --locked --release --lib -p omnisum --target wasm32-unknown-unknown \
    -Z build-std=std,panic_abort -Z build-std-features=optimize_for_size -Z trim-paths --config 'profile.release.trim-paths="all"' \
    -Z panic-immediate-abort --config 'profile.release.panic="immediate-abort"'
  wasm-opt -Os --mvp-features --enable-sign-ext --enable-mutable-globals --strip-debug --strip-producers \
    "$TARGET/wasm32-unknown-unknown/release/omnisum.wasm" -o "$1/omnisum.wasm"
  (cd "$1" && sha256sum omnisum.wasm >checksums.txt)
  size=$(wc -c <"$1/omnisum.wasm")
  [ "$size" -le "$LIMIT" ] || { echo "omnisum.wasm has $size bytes, more than $LIMIT." >&2; exit 1; }
  echo "omnisum.wasm: $size bytes, $(cut -c1-64 "$1/checksums.txt")"
}

build_schema() {
  cargo run --quiet --locked -p omnisum --example schema >"$1/schema.json"
}

install_toolchain "${1:-}"
TARGET=${WASM_TARGET_DIR:-$PWD/target/wasm}
if [ "${1:-}" = --check ]; then
  OUT=$(mktemp -d)
  trap 'rm -rf "$OUT"' EXIT
  build_wasm "$OUT" && build_schema "$OUT"
  diff -r "$OUT" artifacts && echo "The artifacts are what the sources build to."
else
  mkdir -p artifacts
  build_wasm artifacts && build_schema artifacts
fi
