#!/usr/bin/env bash
# Builds long-term stores that `npm run servers` asks from the Go module proxy into .oracles (needs Go; minutes each, Mimir up to an hour).
# usage: test/servers/build.sh thanos|cortex|mimir…
set -euo pipefail
into=$(cd "$(dirname "$0")/../.." && pwd)/.oracles
mkdir -p "$into"
export CGO_ENABLED=0 GOFLAGS=-buildvcs=false
for name in "$@"; do
  tags=netgo,slicelabels
  key=github.com/prometheus/common/version.Version
  case $name in
    thanos) module=github.com/thanos-io/thanos version=v0.40.1 shown=0.40.1 ;;
    cortex) module=github.com/cortexproject/cortex version=v1.21.1 shown=1.21.1 ;;
    # The module has no versions; this is a state of its main branch.
    mimir)
      module=github.com/grafana/mimir version=v1.3.1-0.20260423142704-aced80d74930
      shown=$(cat "$(cd / && go mod download -json $module@$version | sed -n 's/.*"Dir": "\(.*\)".*/\1/p')/VERSION")
      tags=netgo,stringlabels key=github.com/grafana/mimir/pkg/util/version.Version
      ;;
    *) echo "unknown: $name" >&2; exit 2 ;;
  esac
  work=$(mktemp -d)
  cd "$work"
  # Their own lines of `replace` are needed, so their go.mod is the base of ours.
  base=$(cd / && go mod download -json "$module@$version" | sed -n 's/.*"GoMod": "\(.*\)".*/\1/p')
  sed -E "s#^module .*#module tools/$name#; /^toolchain/d" "$base" >go.mod
  go mod edit -require="$module@$version"
  printf '//go:build tools\n\npackage tools\n\nimport _ "%s/cmd/%s"\n' "$module" "$name" >tools.go
  go build -mod=mod -tags "$tags" -trimpath -ldflags "-s -w -X $key=$shown" -o "$into/$name" "$module/cmd/$name"
  cd /
  rm -rf "$work"
  echo "built $name $shown"
done
