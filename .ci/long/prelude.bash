# What the long checks share; sourced by each of them.
#
# Sets `duban` (a release binary), `shared` (the folder of shared data, empty when there is none) and `scratch` (a
# folder that goes with the script), and gives the functions below.

cd "$(dirname "${BASH_SOURCE[0]}")/../.."

# Shared data lie around the real inputs, beside the checkout, or beside the folder it was cloned from; compare
# ./run-tests.
shared=${DUBAN_REAL_DATA:+$(dirname "$DUBAN_REAL_DATA")}
for place in "$PWD" "$(git config --get remote.origin.url 2>/dev/null || true)"; do
  if [[ -z $shared && -n $place && -d $place/../shared ]]; then
    shared=$(cd "$place/../shared" && pwd)
  fi
done

# want PATH: goes on when PATH is there, else says that the check is skipped and ends well.
want() {
  [[ -n $shared && -e $1 ]] && return
  echo "skipped: $(basename "$0") wants shared data (${1#"$shared"/}), which is not there"
  exit 0
}

# measure LABEL FILE COMMAND...: runs the command with its output in FILE (its messages in FILE.err) and prints a row of
# a Markdown table: label, seconds, peak MB.
measure() {
  python3 - "$@" <<'PYTHON'
import os, sys, time
label, file, *command = sys.argv[1:]
to = lambda fd, path: (os.POSIX_SPAWN_OPEN, fd, path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
outputs = [to(1, file), to(2, file + ".err")]
start = time.monotonic()
_, status, used = os.wait4(os.posix_spawnp(command[0], command, os.environ, file_actions=outputs), 0)
print(f"| {label} | {time.monotonic() - start:.3f} | {used.ru_maxrss / 1000:.0f} |")
if os.waitstatus_to_exitcode(status):
    sys.exit(open(file + ".err").read() or f"failed: {command}")
PYTHON
}

# quiet COMMAND...: runs the command with its output in a file that is shown only when it fails.
quiet() {
  "$@" >"$scratch/log" 2>&1 || {
    cat "$scratch/log" >&2
    echo "failed: $*" >&2
    return 1
  }
}

cargo build --release --locked --quiet
duban=${CARGO_TARGET_DIR:-target}/release/duban
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
