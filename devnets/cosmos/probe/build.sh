#!/bin/sh
# Rebuilds probe.wasm with Debian's rustc-web (1.96), cargo-web, rust-web-src, rust-web-llvm, lld-22 and binaryen.
set -eu
cd "$(dirname "$0")"
export PATH=/usr/bin:$PATH RUSTC_BOOTSTRAP=1
export RUSTFLAGS="-C target-cpu=mvp -C link-arg=-s -C link-arg=--import-undefined"
/usr/bin/cargo build --locked --release --lib --target wasm32-unknown-unknown -Z build-std=std,panic_abort \
  -Z trim-paths --config 'profile.release.trim-paths="all"'
wasm-opt -Os target/wasm32-unknown-unknown/release/probe.wasm -o probe.wasm
gzip -9nkf probe.wasm # as it is uploaded in comparisons: the same bytes everywhere
sha256sum probe.wasm
