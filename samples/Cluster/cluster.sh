#!/usr/bin/env bash
# Three silos in processes of their own, members through Redis; one is killed in the middle. Needs redis-server (Debian: apt-get install redis-server).
set -euo pipefail
cd "$(dirname "$0")"
program=${1:-bin/Release/net10.0/Cluster.dll}
[ -e "$program" ] || dotnet build -c Release -v quiet

folder=$(mktemp -d)
trap 'kill -9 $(jobs -p) 2>/dev/null; rm -rf "$folder"' EXIT

# A port that nobody uses: Redis tells by ending at once if somebody does.
for _ in 1 2 3 4 5; do
  port=$((20000 + RANDOM % 20000))
  redis-server --port "$port" --bind 127.0.0.1 --save "" --dir "$folder" >/dev/null &
  redis=$!
  sleep 1
  kill -0 "$redis" 2>/dev/null && break
done

dotnet "$program" make "$folder"
for _ in 1 2 3; do
  dotnet "$program" silo "127.0.0.1:$port" &
  silo=$!
done

# The last silo is killed once the run is in its fifth epoch.
dotnet "$program" train "127.0.0.1:$port" "$folder" | while read -r line; do
  echo "$line"
  if [[ $line == "epoch   5:"* ]]; then
    kill -9 "$silo"
    echo "killed silo $silo"
  fi
done
