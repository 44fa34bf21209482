#!/usr/bin/env bash
# A worker that is not the queue's own, in bash, curl and jq: leases tasks of one kind and upper-cases their payload.
# Usage: worker.sh SOCKET KIND [TASKS]   SOCKET: a host's actorqueue.sock; it ends after so many tasks, or when it is interrupted.
set -euo pipefail
socket=$1 kind=$2 left=${3:--1}

call() { # METHOD PATH [curl's other arguments]: prints the body, then the status on a line of its own
  local method=$1 path=$2
  shift 2
  curl --silent --show-error --unix-socket "$socket" -X "$method" -w '\n%{http_code}' "$@" "http://localhost/api/v1/workers$path"
}

registered=$(call POST "" --json "$(jq -n --arg kind "$kind" '{name: "upper", kinds: [$kind]}')" | head -n 1)
id=$(jq -r .workerId <<<"$registered")
bearer="Authorization: Bearer $(jq -r .token <<<"$registered")"

# Beside the work, never by it: a task that takes an hour must not keep its own lease from being renewed.
beat() {
  trap 'kill $! 2>/dev/null; exit' TERM
  while sleep "$1" & wait $!; do call POST "/$id/heartbeat" -H "$bearer" >/dev/null || true; done
}
beat "$(jq -r .heartbeatIntervalSeconds <<<"$registered")" &
beating=$!
trap 'kill $beating; call DELETE "/$id" -H "$bearer" >/dev/null' EXIT
trap 'exit 130' INT TERM

while ((left != 0)); do
  # Waits in the host until there is a task, at most so long.
  answer=$(call POST "/$id/next?wait=30" -H "$bearer") || { sleep 1; continue; }
  lease=${answer%$'\n'*}
  case ${answer##*$'\n'} in
    200) ;;
    204) continue ;;
    404) echo "no longer registered: $(jq -r .detail <<<"$lease")" >&2; exit 1 ;;
    *) jq -r .detail <<<"$lease" >&2; sleep 1; continue ;;
  esac

  attempt="/$id/tasks/$(jq -r .taskId <<<"$lease")/$(jq -r .attempt <<<"$lease")"
  if text=$(jq -er '.payload.text' <<<"$lease" 2>/dev/null); then
    result=$(jq -n --arg text "${text^^}" '{text: $text}')
    report=(POST "$attempt/complete" --data-binary "$result")
  else
    report=(POST "$attempt/fail" --json '{"code":"payload-invalid","message":"The payload has no text.","class":"permanent"}')
  fi

  # The answer may be lost on the way; a report that is repeated takes effect once.
  until outcome=$(call "${report[@]}" -H "$bearer"); do sleep 1; done
  echo "$(jq -r .taskId <<<"$lease"): $(jq -r '.status // .detail | tostring' <<<"${outcome%$'\n'*}" | head -n 1)"
  left=$((left - 1))
done
