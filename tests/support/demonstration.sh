# Shared by tests/e2e/run and tests/bench: a demonstration of its own that ends with the script.
# Sourced, with the repository as current folder.

start_demonstration() { # sets HALLE_LOG (what `halle up` printed) and HALLE_DATA; ends the one before
  local folder until=$((SECONDS + 180))
  stop_demonstration
  folder=$(mktemp -d /tmp/halle-demonstration-XXXXXX)
  chmod 755 "$folder"
  export HALLE_LOG=$folder/up.log HALLE_DATA=$folder/data
  build/bin/halle up --data "$HALLE_DATA" --listen 127.0.0.1:0 > "$HALLE_LOG" 2>&1 &
  demonstration=$!
  trap stop_demonstration EXIT
  until grep -q '^ready ' "$HALLE_LOG"; do
    if ! kill -0 $demonstration 2> /dev/null || [ $SECONDS -gt $until ]; then
      cat "$HALLE_LOG"
      echo "No demonstration" >&2
      return 1
    fi
    sleep 0.2
  done
}

stop_demonstration() {
  local until=$((SECONDS + 60))
  [ -n "${demonstration:-}" ] || return 0
  kill $demonstration 2> /dev/null || true
  while kill -0 $demonstration 2> /dev/null && [ $SECONDS -lt $until ]; do sleep 0.1; done
  kill -KILL $demonstration 2> /dev/null || true
  wait $demonstration 2> /dev/null || true
  demonstration=
  rm -rf "${HALLE_LOG%/up.log}"
}
