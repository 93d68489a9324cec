#!/usr/bin/env bash
# Installs a real VS Code from the npm registry (the web server build that code-server publishes) into DIR, for
# machines that cannot download VS Code itself. Needs npm, python3, make, g++; about 40 s and 740 MB; does nothing
# when DIR is complete.      usage: install.sh DIR
set -euo pipefail
dir=${1:?usage: install.sh DIR}
version=4.139.1 # = VS Code 1.139.1
[ -f "$dir/.complete-$version" ] && exit 0
mkdir -p "$dir"
cd "$dir"
[ -f package.json ] || echo '{ "name": "vscode-host", "private": true }' >package.json
npm install --no-audit --no-fund node@24 # the server wants Node 24; the package carries the binary
export PATH="$PWD/node_modules/.bin:$PATH"
npm install --no-audit --no-fund "code-server@$version" --ignore-scripts
vscode=node_modules/code-server/lib/vscode
(cd "$vscode" && npm install --no-audit --no-fund --omit=dev --ignore-scripts && npm rebuild @vscode/spdlog @vscode/native-watchdog)
(cd "$vscode/extensions" && npm install --no-audit --no-fund --omit=dev --ignore-scripts)
touch ".complete-$version"
