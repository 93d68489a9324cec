#!/usr/bin/env bash
# Builds the real tools that tests may ask (oracle-prometheus, oracle-alertmanager, oracle-operator) from the Go module proxy.
# usage: test/oracles/build.sh [--force] [--into DIR] [prometheus] [alertmanager] [operator]      all three where none is named
# Into .oracles, which git ignores. What is there stays unless --force is given. Without Go nothing is built, and the tests
# that would ask skip with a message: neither users nor `npm test` need it.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
into=$here/../../.oracles
force=
names=()
while [ $# -gt 0 ]; do
  case $1 in
    --force) force=yes ;;
    --into) into=${2:?--into needs a folder}; shift ;;
    prometheus | alertmanager | operator) names+=("$1") ;;
    *) echo "unknown: $1" >&2; exit 2 ;;
  esac
  shift
done
[ ${#names[@]} -gt 0 ] || names=(prometheus alertmanager operator)
if ! command -v go >/dev/null; then
  echo "Go is not installed: no oracle is built, tests that ask them are skipped."
  exit 0
fi
mkdir -p "$into"
into=$(cd "$into" && pwd)
for name in "${names[@]}"; do
  if [ -z "$force" ] && [ -e "$into/oracle-$name" ]; then
    echo "oracle-$name is there (--force builds it anew)"
    continue
  fi
  # Built beside and moved, so that a running test never meets half a program.
  (cd "$here/$name" && CGO_ENABLED=0 GOFLAGS=-buildvcs=false go build -trimpath -ldflags '-s -w' -o "$into/.oracle-$name.new" .)
  mv "$into/.oracle-$name.new" "$into/oracle-$name"
  echo "built oracle-$name"
done
