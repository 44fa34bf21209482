#!/usr/bin/env bash
# Installs what the tests need, builds, runs every test, and ends with one line: N passed, N failed.
set -euo pipefail
cd "$(dirname "$0")/.."

packages=(libsndfile1 flac vorbis-tools opus-tools lame ffmpeg curl jq)
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  missing=()
  for package in "${packages[@]}"; do
    dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package")
  done
  if [ ${#missing[@]} -gt 0 ]; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
  fi
fi

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
dotnet build ActorQueue.sln -c Release -v quiet -nologo

status=0
dotnet test ActorQueue.sln -c Release --no-build --nologo -v quiet --logger "console;verbosity=minimal" --logger "trx" --results-directory "$results" || status=$?

sum() { { cat "$results"/*.trx | grep -o '<Counters [^>]*' | grep -o " $1=\"[0-9]*\"" || true; } | tr -dc '0-9\n' | awk '{ n += $1 } END { print n + 0 }'; }
failed=$(sum failed)
# A test host that dies counts no failure, so a bad exit without one must not read as green.
if [ "$status" -ne 0 ] && [ "$failed" -eq 0 ]; then failed=1; fi
echo "$(sum passed) passed, $failed failed"
exit "$status"
