#!/usr/bin/env bash
# Runs every test there is; with --fast only those that need nothing but Rust.
# Installs what is missing (a C compiler, Java, Chromium, Poppler, Python, fonts) on Debian and its kin, as root or with sudo.
#
#   CRIB_CORPORA        a folder of real note collections, for the tests that read them
#   CRIB_BROWSER        a Chromium other than /usr/bin/chromium
#   PROPTEST_RNG_SEED   which random input the laws are tried on; `cargo test` alone takes other
#                       input each time
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

fast=
case "${1-}" in
  "") ;;
  --fast) fast=yes ;;
  *) echo "usage: test.sh [--fast]" >&2; exit 2 ;;
esac

# What the caller's shell says of colours and of Cribsheet must not reach the tests, and a test
# that fails must not write new snapshots beside the old.
unset CARGO_TERM_COLOR CLICOLOR_FORCE FORCE_COLOR "${!CRIB__@}"
export INSTA_UPDATE=no
# The same input each time: a change must not fail for what it did not touch.
export PROPTEST_RNG_SEED=${PROPTEST_RNG_SEED:-1}
browser=${CRIB_BROWSER:-/usr/bin/chromium}

temp=$(mktemp -d)
export CRIB_CACHE_DIR=$temp/cache
running=
finish() {
  local status=$?
  rm -rf "$temp"
  if [ "$status" -ne 0 ] && [ -n "$running" ]; then
    printf '\nfailed: %s (after %s s)\n' "$running" "$SECONDS" >&2
  fi
}
trap finish EXIT

step() {
  local start=$SECONDS
  running=$1
  shift
  printf '\n== %s\n' "$running"
  "$@"
  printf -- '-- %s s\n' "$((SECONDS - start))"
}

has() { command -v "$1" >/dev/null; }

has_font() { has fc-list && [ -n "$(fc-list "$1")" ]; }

tools() {
  local missing=() sudo=()
  has cc || missing+=(gcc libc6-dev)
  if [ -z "$fast" ]; then
    has java || missing+=(default-jre-headless)
    has node && has npm || missing+=(nodejs npm)
    [ -x "$browser" ] || missing+=(chromium)
    has pdftotext && has pdfinfo || missing+=(poppler-utils)
    has python3 && python3 -c "import ensurepip, venv" 2>/dev/null || missing+=(python3-venv)
    # What is printed is measured in the fonts that most readers have, or in their likes.
    has_font "Liberation Sans" || missing+=(fonts-liberation)
    has_font "WenQuanYi Zen Hei" || missing+=(fonts-wqy-zenhei)
  fi
  if [ ${#missing[@]} -eq 0 ]; then
    echo "nothing is missing"
    return
  fi
  echo "missing: ${missing[*]}"
  if ! has apt-get; then
    echo "this script installs with apt-get only: install them yourself and run it again" >&2
    return 1
  fi
  [ "$(id -u)" -eq 0 ] || sudo=(sudo)
  "${sudo[@]}" apt-get update -q
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -q -y --no-install-recommends "${missing[@]}"
}

# What is published holds all it needs, no more, and builds by itself.
package() {
  cargo package --locked --allow-dirty --quiet
  local files size
  files=$(cargo package --locked --allow-dirty --list)
  size=$(stat -c %s target/package/cribsheet-*.crate | sort -n | tail -n 1)
  echo "$(wc -l <<<"$files") files, $size bytes"
  if grep -E '^(tests|content|output)/' <<<"$files"; then
    echo "these belong into no package" >&2
    return 1
  fi
  grep -qx themes/default/templates/base.html <<<"$files"
  [ "$size" -lt 2000000 ]
}

doc() { RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps; }

# What twice as much of one thing costs, in branches that are run: see `tests/growth.rs`.
growth() {
  RUSTC_WORKSPACE_WRAPPER=$PWD/tests/growth/counted.sh LLVM_PROFILE_FILE=$temp/growth%c.profraw \
    cargo test --locked --test growth
}

# The last tests left a `crib` without its default features behind: `cargo run` brings it back.
sites() {
  cargo run --locked --quiet -- build content -o "$temp/site"
  export SITE=$temp/site CRIB=$PWD/target/debug/crib NOTES=$PWD
  if [ -n "${CRIB_CORPORA-}" ]; then
    cp -R "$CRIB_CORPORA/mla" "$temp/mla-notes"
    CRIB__SHEETS='{exam: {query: exam-tip, pages: 1}, rules: {query: "kind:rule", landscape: true}}' \
      cargo run --locked --quiet -- build "$temp/mla-notes" -o "$temp/mla"
    export CRIB_EXTRA_SITES=$temp/mla
  fi
}

in_browser() (
  cd tests/browser
  npm ci --no-audit --no-fund
  CRIB_BROWSER=$browser node --test --test-reporter=spec
)

in_anki() {
  python3 -m venv target/anki
  target/anki/bin/pip install --quiet --disable-pip-version-check -r tests/anki/requirements.txt
  target/anki/bin/python tests/anki/deck.py
}

step "tools" tools
step "format" cargo fmt --check
step "lints" cargo clippy --locked --all-targets -- -D warnings
step "lints, no features" cargo clippy --locked --all-targets --no-default-features -- -D warnings
step "documentation" doc
if has cargo-deny; then
  # Advisories change from day to day: a build that passed must not fail tomorrow for them.
  step "licences and sources of dependencies" cargo deny check licenses bans sources
fi
step "tests" cargo test --locked
step "growth, every branch counted" growth
# Only the two crates of syntax highlighting are compiled again. What is random, hostile or large has
# been tried above, and does not depend on them.
step "tests with the pure Rust regex engine" \
  cargo test --locked --no-default-features --features minify,serve --lib --test it -- \
  --skip laws --skip judge --skip hostile --skip corpora --skip serve
if [ -z "$fast" ]; then
  step "the package" package
  step "sites for the browser" sites
  step "decks in Anki" in_anki
  step "tests in the browser" in_browser
fi
printf '\nall passed in %s s\n' "$SECONDS"
