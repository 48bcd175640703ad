# The stand's processes: each is recorded with its id before anything else happens, and stopped by that id alone.

# start NAME COMMAND…: runs in the stand's folder, with its output added to log/NAME.log; restart.sh runs the same again.
start() {
  local name=$1
  shift
  mkdir -p "$stand/command"
  printf '%s\0' "$@" >"$stand/command/$name"
  (cd "$stand" && exec setsid "$@" </dev/null >>"log/$name.log" 2>&1) &
  echo "$! $name" >>"$stand/processes"
}

# stop_all: in the reverse order of their start; those that do not end within twenty seconds are killed, and at once the
# API server, which waits for everybody who watches, and keeps nothing that outlives the stand.
stop_all() {
  [ -f "$stand/processes" ] || return 0
  local pid name signal
  while read -r pid name; do
    signal=TERM
    if [ "$name" = apiserver ]; then signal=KILL; fi
    is_ours "$pid" && kill "-$signal" "$pid" 2>/dev/null
    for _ in $(seq 200); do
      is_ours "$pid" || continue 2
      sleep 0.1
    done
    echo "cannot end $name (process $pid) within 20 s: killing it" >&2
    kill -KILL "$pid" 2>/dev/null || true
  done < <(tac "$stand/processes")
}

# A recorded id may have been given to somebody else since: ours is one that works in the stand's folder.
is_ours() {
  [ "$(readlink "/proc/$1/cwd" 2>/dev/null)" = "$stand" ]
}

# wait_until SECONDS WHAT COMMAND…: polls the command until it succeeds. Fails, with the last words of whom it concerns,
# when the time is up or as soon as a process of the stand has ended.
wait_until() {
  local seconds=$1 what=$2 deadline ended
  shift 2
  deadline=$(($(date +%s) + seconds))
  until "$@" >/dev/null 2>&1; do
    sleep 0.2
    ended=$(ended_process)
    if [ -n "$ended" ]; then
      echo "cannot bring the stand up: $ended ended while waiting for: $what" >&2
      tail -n 5 "$stand/log/$ended.log" >&2
      return 1
    fi
    if [ "$(date +%s)" -ge "$deadline" ]; then
      echo "cannot bring the stand up: not within $seconds s: $what" >&2
      tail -n 5 "$stand"/log/*.log >&2
      return 1
    fi
  done
}

# The name of the first recorded process that lives no more; nothing where all do.
ended_process() {
  local pid name
  while read -r pid name; do
    is_ours "$pid" || { echo "$name" && return; }
  done <"$stand/processes"
}

# free_ports NAME…: sets each variable to a port that nobody listens at.
free_ports() {
  local ports
  ports=$(node -e '
    const net = require("node:net");
    const servers = process.argv.slice(1).map(() => net.createServer().listen(0, "127.0.0.1"));
    Promise.all(servers.map((server) => new Promise((done) => server.once("listening", done)))).then(() => {
      console.log(servers.map((server) => server.address().port).join(" "));
      for (const server of servers) server.close();
    });' "$@")
  read -r "$@" <<<"$ports"
}

# phase NAME: ends the phase before, saying how long it took.
phase() {
  local now
  now=$(date +%s%N)
  if [ -n "${phase_name:-}" ]; then
    printf '%6.1f s  %s\n' "$(((now - phase_start) / 100000000))e-1" "$phase_name" | tee -a "$stand/times" >&2
  fi
  phase_name=$1
  phase_start=$now
}
