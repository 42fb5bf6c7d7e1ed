# Shared by deploy/up and tests/run: says where they are, installs what is missing, builds.
# Sourced, with the repository as current folder.

minutes() { # minutes SECONDS
  echo "$(($1 / 60)) min $(($1 % 60)) s"
}

stage() { # stage NAME: a part of the script begins, which ends the one before
  end_stage
  current_stage=$1 stage_began=$SECONDS
  echo "== $current_stage"
}

end_stage() { # says how long the current stage took
  [ -z "${current_stage:-}" ] || echo "== $current_stage: $(minutes $((SECONDS - stage_began)))"
  current_stage=
}

install_packages() { # install_packages [LIST…]; a second word in a list is a command that does as well
  local missing
  missing=$(sed 's/ *#.*//; /^$/d' "${@:-deploy/packages}" | while read -r package command; do
    [ -n "$command" ] && command -v "$command" > /dev/null && continue
    [ "$(dpkg-query -W -f='${db:Status-Abbrev}' "$package" 2>/dev/null)" = "ii " ] || echo "$package"
  done)
  [ -z "$missing" ] && return 0
  if [ "$(id -u)" != 0 ]; then
    echo "These Debian packages are missing; run this once as root:" $missing >&2
    return 1
  fi
  echo "Installing:" $missing
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -q
  # The embedded database is Halle's own: no cluster is made for the whole machine.
  mkdir -p /etc/postgresql-common
  [ -e /etc/postgresql-common/createcluster.conf ] ||
    echo 'create_main_cluster = false' > /etc/postgresql-common/createcluster.conf
  apt-get install -q -y --no-install-recommends $missing
}

make_user() {
  [ "$(id -u)" = 0 ] || return 0
  id halle >/dev/null 2>&1 || useradd --system --home-dir /nonexistent --shell /usr/sbin/nologin halle
}

build() { # build FOLDER [TARGET…] [CMake options]: `all` is what runs and what is installed
  local folder=$1 targets=()
  shift
  while [ $# -gt 0 ] && [ "${1#-}" = "$1" ]; do
    targets+=("$1")
    shift
  done
  echo "Building in $folder"
  cmake -S . -B "$folder" -G Ninja "$@" > "$folder.log" 2>&1 || { cat "$folder.log"; return 1; }
  rm -f "$folder.log"
  if [ -t 1 ]; then
    NINJA_STATUS='[%f of %t, %e s] ' ninja -C "$folder" "${targets[@]}"
  else
    NINJA_STATUS='@%f of %t@' ninja -C "$folder" "${targets[@]}" | progress
  fi
}

progress() { # of what ninja prints to no terminal: its place every half minute, and what is no place
  local line next=$((SECONDS + 30)) began=$SECONDS place=
  while IFS= read -r line; do
    case $line in
      @*@*)
        place=${line#@} place=${place%%@*}
        [ $SECONDS -lt $next ] && continue
        echo "$place, $(minutes $((SECONDS - began)))"
        next=$((SECONDS + 30))
        ;;
      *) printf '%s\n' "$line" ;;
    esac
  done
  [ -z "$place" ] || echo "$place, $(minutes $((SECONDS - began)))"
}

npm_packages() { # npm_packages FOLDER: what its lock file names
  # npm trusts the authorities that the machine trusts.
  export NODE_EXTRA_CA_CERTS=${NODE_EXTRA_CA_CERTS:-/etc/ssl/certs/ca-certificates.crt}
  cmp -s "$1/package-lock.json" "$1/node_modules/.installed" && return 0
  npm ci --prefix "$1" --ignore-scripts --no-audit --no-fund
  cp "$1/package-lock.json" "$1/node_modules/.installed"
}

build_web() { # the screens, into build/web; again only when something they are made of changed
  local sum
  sum=$({ find clients/web {services,plugins}/*/ui {services,plugins}/*/locale core/*/locale proto -type f \
    -not -path '*/node_modules/*' -not -path 'clients/web/gen/*' -print0 | sort -z | xargs -0 sha256sum; } | sha256sum)
  [ -f build/web/index.html ] && [ "$(cat build/web.sum 2>/dev/null)" = "$sum" ] && return 0
  echo "Building the screens in build/web"
  npm_packages clients/web
  npm run --silent --prefix clients/web build
  echo "$sum" > build/web.sum
}
