# Shared by tests/e2e/run and tests/bench: a demonstration of its own that ends with the script.
# Sourced, with the repository as current folder.

start_demonstration() { # sets HALLE_LOG (what `halle up` printed) and HALLE_DATA
  local folder
  folder=$(mktemp -d /tmp/halle-demonstration-XXXXXX)
  chmod 755 "$folder"
  export HALLE_LOG=$folder/up.log HALLE_DATA=$folder/data
  build/bin/halle up --data "$HALLE_DATA" --listen 127.0.0.1:0 > "$HALLE_LOG" 2>&1 &
  demonstration=$!
  trap 'kill $demonstration 2>/dev/null; wait $demonstration 2>/dev/null; rm -rf "${HALLE_LOG%/up.log}"' EXIT
  until grep -q '^ready ' "$HALLE_LOG"; do
    kill -0 $demonstration 2>/dev/null || { cat "$HALLE_LOG"; return 1; }
    sleep 0.2
  done
}
