# Runs small modules of WebAssembly that write, read files and the clock, exit, and trap; compiles them to a cache.
python3 - <<'PYTHON'
# A module that imports functions of WASI and calls them in turn.
def leb(n):
    out = b""
    while True:
        b = n & 127; n >>= 7
        out += bytes([b | (128 if n else 0)])
        if not n: return out
def vec(items): return leb(len(items)) + b"".join(items)
def section(kind, body): return bytes([kind]) + leb(len(body)) + body
def name(s): return leb(len(s)) + s.encode()
def i32(n):
    out = b""
    while True:
        b = n & 127; n >>= 7
        done = (n == 0 and not b & 64) or (n == -1 and b & 64)
        out += bytes([b | (0 if done else 128)])
        if done: return b"\x41" + out
i64 = lambda n: b"\x42" + i32(n)[1:]
I, L = 0x7f, 0x7e
wasi = [
    ("fd_write", [I, I, I, I]), ("proc_exit", [I]), ("clock_time_get", [I, L, I]), ("random_get", [I, I]),
    ("path_open", [I, I, I, I, I, L, L, I, I]), ("fd_read", [I, I, I, I]), ("args_get", [I, I]), ("environ_sizes_get", [I, I]),
    ("sched_yield", []), ("fd_filestat_get", [I, I]), ("path_create_directory", [I, I, I]), ("path_rename", [I, I, I, I, I, I]),
    ("path_unlink_file", [I, I, I]), ("fd_readdir", [I, I, I, L, I]), ("fd_seek", [I, L, I, I]), ("fd_close", [I]),
    ("path_filestat_get", [I, I, I, I, I]), ("fd_sync", [I]), ("fd_filestat_set_size", [I, L]), ("path_symlink", [I, I, I, I, I]),
    ("path_filestat_set_times", [I, I, I, I, L, L, I]), ("path_link", [I, I, I, I, I, I, I]), ("path_remove_directory", [I, I, I]),
    ("poll_oneoff", [I, I, I, I]), ("path_readlink", [I, I, I, I, I, I]), ("fd_pwrite", [I, I, I, L, I]), ("fd_pread", [I, I, I, L, I]),
    ("fd_datasync", [I]), ("fd_fdstat_set_flags", [I, I]), ("fd_filestat_set_times", [I, L, L, I]), ("fd_allocate", [I, L, L]),
]
index = {n: k for k, (n, _) in enumerate(wasi)}
def module(calls):
    types = [b"\x60" + vec([bytes([p]) for p in ps]) + (b"\0" if n == "proc_exit" else b"\x01\x7f") for n, ps in wasi] + [b"\x60\0\0"]
    body = b""
    for call, *values in calls:
        if call == "trap":
            body += b"\0"; continue
        for kind, v in zip(dict(wasi)[call], values):
            body += (i64 if kind == L else i32)(v)
        body += b"\x10" + leb(index[call]) + (b"" if call == "proc_exit" else b"\x1a")
    code = b"\0" + body + b"\x0b"
    data = bytearray(4096)
    data[0:8] = (16).to_bytes(4, "little") + (6).to_bytes(4, "little"); data[16:22] = b"hello\n"
    data[64:68] = b"file"; data[80:83] = b"dir"; data[96:101] = b"other"; data[112:116] = b"link"
    # A subscription to a clock.
    data[512:520] = (7).to_bytes(8, "little"); data[528:532] = (1).to_bytes(4, "little"); data[536:544] = (2000000).to_bytes(8, "little")
    return (b"\0asm\1\0\0\0" + section(1, vec(types))
        + section(2, vec([name("wasi_snapshot_preview1") + name(n) + b"\0" + leb(k) for k, (n, _) in enumerate(wasi)]))
        + section(3, vec([leb(len(wasi))])) + section(5, vec([b"\0\1"]))
        + section(7, vec([name("memory") + b"\2\0", name("_start") + b"\0" + leb(len(wasi))]))
        + section(10, vec([leb(len(code)) + code])) + section(11, vec([b"\0" + i32(0) + b"\x0b" + leb(len(data)) + bytes(data)])))
everything = (1 << 29) - 1
files = [("path_create_directory", 3, 80, 3), ("path_open", 3, 0, 64, 4, 9, everything, everything, 0, 200),
    ("fd_write", 4, 0, 1, 300), ("fd_sync", 4), ("fd_datasync", 4), ("fd_seek", 4, 0, 0, 300), ("fd_read", 4, 0, 1, 300), ("fd_pwrite", 4, 0, 1, 2, 300), ("fd_pread", 4, 0, 1, 2, 300),
    ("fd_filestat_get", 4, 600), ("fd_filestat_set_size", 4, 100), ("fd_allocate", 4, 0, 200), ("fd_filestat_set_times", 4, 1000, 1000, 5), ("fd_fdstat_set_flags", 4, 1), ("fd_close", 4),
    ("path_filestat_get", 3, 1, 64, 4, 600), ("path_filestat_set_times", 3, 0, 64, 4, 1000, 1000, 5), ("path_link", 3, 0, 64, 4, 3, 96, 5), ("path_symlink", 64, 4, 3, 112, 4), ("path_readlink", 3, 112, 4, 700, 50, 300),
    ("path_rename", 3, 96, 5, 3, 64, 4), ("fd_readdir", 3, 700, 500, 0, 300), ("path_unlink_file", 3, 112, 4), ("path_unlink_file", 3, 64, 4), ("path_remove_directory", 3, 80, 3)]
open("write.wasm", "wb").write(module([("fd_write", 1, 0, 1, 300), ("clock_time_get", 0, 0, 300), ("clock_time_get", 1, 0, 300), ("random_get", 300, 100), ("sched_yield",), ("poll_oneoff", 512, 800, 1, 300), ("fd_read", 0, 0, 1, 300), ("proc_exit", 0)]))
open("files.wasm", "wb").write(module(files))
open("exit.wasm", "wb").write(module([("proc_exit", 3)]))
open("trap.wasm", "wb").write(module([("trap",)]))
PYTHON
mkdir mounted
attempt $RUN "$PROGRAM" version
$RUN "$PROGRAM" run write.wasm < write.wasm
$RUN "$PROGRAM" run -interpreter write.wasm < write.wasm
$RUN "$PROGRAM" run -mount "$HOME/mounted:/" -hostlogging=filesystem files.wasm
$RUN "$PROGRAM" run -mount "$HOME/mounted:/:ro" files.wasm
$RUN "$PROGRAM" compile -cachedir cache files.wasm
$RUN "$PROGRAM" run -cachedir cache -env A=b -env-inherit files.wasm a b
attempt $RUN "$PROGRAM" run exit.wasm
attempt $RUN "$PROGRAM" run trap.wasm
attempt $RUN "$PROGRAM" run -timeout 1s -listen 127.0.0.1:8099 write.wasm < write.wasm
attempt $RUN "$PROGRAM" run -cpuprofile cpu -memprofile mem write.wasm
attempt $RUN "$PROGRAM" run missing.wasm
attempt $RUN "$PROGRAM" -h
