#!/usr/bin/env bash
# Tries the laws on random input that no run before has seen, until one fails or the time is over.
#
#   tests/hostile/laws.sh [MINUTES] [CASES]   # 60 minutes by default, 5,000 cases of each law a round
#
# What fails is kept in tests/proptest-regressions/, and `cargo test` tries it again from then on.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
unset PROPTEST_RNG_SEED
minutes=${1-60}
export PROPTEST_CASES=${2-5000}
round=0
while [ "$SECONDS" -lt "$((minutes * 60))" ]; do
  round=$((round + 1))
  cargo test --release --locked --quiet --test it -- laws:: every_address_of_a_site
  echo "round $round of $PROPTEST_CASES cases a law passed, after $SECONDS s"
done
