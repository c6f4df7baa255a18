# Compiles and runs scripts that work with files, processes and time, and talks on a terminal.
cat > a.tengo <<'T'
fmt := import("fmt"); os := import("os"); times := import("times"); text := import("text"); rand := import("rand"); json := import("json"); m := import("./m")
os.mkdir("d", 0755); f := os.create("d/f"); f.write_string("hi"); f.sync(); f.chmod(0600); f.close()
fmt.println(os.read_file("d/f"), os.stat("d/f"), os.getwd(), os.args(), os.getenv("HOME"), os.getpid(), os.hostname(), os.getuid())
os.rename("d/f", "d/g"); os.symlink("g", "d/l"); fmt.println(os.readlink("d/l")); os.link("d/g", "d/h"); os.truncate("d/g", 1); os.chown("d/g", 0, 0); os.chmod("d/g", 0644)
os.chdir("d"); os.remove("l"); os.chdir(".."); os.remove_all("d")
c := os.exec("echo", "x"); fmt.println(c.combined_output()); p := os.exec("sleep", "0.1"); p.start(); p.wait()
q := os.start_process("/bin/true", ["true"], ".", []); if !is_error(q) { q.wait() }
times.sleep(10 * times.millisecond); fmt.println(times.now(), rand.int(), json.encode({a: 1}), m.x)
os.clearenv(); os.setenv("A", "b"); fmt.println(os.expand_env("$A"), os.look_path("sh"), os.temp_dir(), os.executable(), os.getgroups(), os.getppid())
d := os.open("."); if !is_error(d) { fmt.println(d.readdirnames(-1)); d.seek(0, 0); d.close() }
r := os.open_file("r", os.o_rdwr | os.o_create | os.o_append, 0600); r.write(bytes("x")); r.seek(0, 0); r.read(bytes(1)); r.chown(0, 0); r.chdir(); r.close()
k := os.find_process(os.getpid()); k.signal(0)
T
echo 'export {x: 5}' > m.tengo
attempt $RUN "$PROGRAM" -version
attempt $RUN "$PROGRAM" a.tengo x y
attempt $RUN "$PROGRAM" -o out a.tengo
attempt $RUN "$PROGRAM" out
attempt $RUN "$PROGRAM" -resolve a.tengo
attempt $RUN "$PROGRAM" missing
attempt $RUN "$PROGRAM" -help
echo 'os := import("os"); os.exit(4)' > e.tengo
attempt $RUN "$PROGRAM" e.tengo
on_terminal '$RUN "$PROGRAM"' 'a := 1\r' 'a + 1\r' '\x04'
