# What every workload may use; it is read before each of them. Not a workload itself.
#
# A workload starts "$PROGRAM" only through $RUN, in a fresh folder that is also HOME, in a network,
# mount and process namespace of its own, as root, with no other network than the loopback.
#
# What is recorded was seen on Debian 12 with bash bzip2 conmon crun curl fuse3 git iproute2 jq libgpgme11
# libdevmapper1.02.1 libostree-1-1 libsass1 libsubid4 openssh-client openssl python3 sqlite3 strace zstd.

# Tries a command until it succeeds, for up to 8 seconds and then some.
wait_for() {
    tries=0
    until "$@" >/dev/null 2>&1; do
        tries=$((tries + 1))
        [ "$tries" -lt "${patience:-80}" ] || return 1
        sleep 0.1
    done
}

# Ends what was started in the background with SIGTERM, or the signal that comes second.
stop() {
    kill -"${2:-TERM}" "$1"
    # What a shell starts in the background ignores SIGINT, and some programs leave it so.
    (sleep 4 && kill -KILL "$1") 2> /dev/null &
    watchdog=$!
    status=0
    wait "$1" || status=$?
    kill "$watchdog" 2> /dev/null || true
    # 159 is SIGSYS: the program died of a call that its filter does not let through.
    [ "$status" -ne 159 ]
}

# Runs a command that may fail, but not by SIGSYS.
attempt() {
    status=0
    "$@" || status=$?
    [ "$status" -ne 159 ]
}

# Whether somebody listens on a port of TCP.
listens() {
    python3 -c 'import socket, sys; socket.create_connection(("127.0.0.1", int(sys.argv[1])), 1)' "$1"
}

# Runs a command on a terminal of 24 lines; every further word is typed, a pause apart, as printf %b reads it.
# Usage: on_terminal COMMAND-LINE KEYS...
on_terminal() {
    python3 - "$@" <<'PYTHON'
import fcntl, os, pty, select, struct, sys, termios, time
pid, end = pty.fork()
if pid == 0:
    os.environ["TERM"] = "xterm-256color"
    os.execvp("sh", ["sh", "-c", "exec " + sys.argv[1]])
fcntl.ioctl(end, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
def drain(seconds):
    until = time.time() + seconds
    while time.time() < until:
        if select.select([end], [], [], 0.05)[0]:
            try:
                got = os.read(end, 65536)
            except OSError:
                return False
            if not got:
                return False
            # Programs ask a terminal where its cursor is and what it is; an answer makes them go on.
            for question, answer in ((b"\x1b[6n", b"\x1b[1;1R"), (b"\x1b[c", b"\x1b[?62;c"), (b"\x1b]11;?", b"\x1b]11;rgb:0000/0000/0000\x07")):
                if question in got:
                    os.write(end, answer)
    return True
alive = drain(1.0)
for keys in sys.argv[2:]:
    if not alive:
        break
    try:
        os.write(end, keys.encode().decode("unicode_escape").encode("latin-1"))
    except OSError:
        break
    fcntl.ioctl(end, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
    alive = drain(0.6)
if alive:
    drain(1.5)
# Some programs take SIGTERM for a question.
for number in (15, 9):
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        break
    for _ in range(20):
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            sys.exit(159 if os.WIFSIGNALED(status) and os.WTERMSIG(status) == 31 else 0)
        time.sleep(0.05)
PYTHON
}
