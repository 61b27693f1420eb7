#!/bin/sh
# A compiler for Cargo (RUSTC_WORKSPACE_WRAPPER) that lets this crate count how often each of its
# branches runs, in a file that it maps while it runs (LLVM_PROFILE_FILE with `%c` in its name).
exec "$@" -C instrument-coverage -C llvm-args=-runtime-counter-relocation
