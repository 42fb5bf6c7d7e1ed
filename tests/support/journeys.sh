# Plays the browser journeys for tests/e2e/run. Sourced; `play JOURNEY` and `renew` are the caller's.

play_journeys() { # play_journeys FILE JOURNEY…
  # Each once; one that fails is played once more after `renew`. Passes it then, it is named UNSTABLE here and in
  # FILE, a name a line; otherwise this fails, once all were played.
  local file=$1 journey failed=()
  shift
  : > "$file"
  for journey in "$@"; do
    play "$journey" && continue
    echo "$journey failed: once more from a fresh start"
    renew
    if play "$journey"; then
      echo "UNSTABLE $journey"
      echo "$journey" >> "$file"
    else
      failed+=("$journey")
      renew
    fi
  done
  [ ${#failed[@]} = 0 ] || { printf 'FAILED %s\n' "${failed[@]}"; return 1; }
}
