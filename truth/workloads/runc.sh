# Runs containers out of a folder: with namespaces, mounts, limits, a filter of its own, hooks and a terminal; stops them.
mkdir -p b/rootfs/bin b/rootfs/proc b/rootfs/dev b/rootfs/sys b/rootfs/tmp b/rootfs/etc state
for file in /bin/sh /bin/sleep /bin/cat /bin/true; do
    cp "$file" b/rootfs/bin/
    for library in $(ldd "$file" | grep -o '/[^ ]*'); do mkdir -p "b/rootfs$(dirname "$library")"; cp -n "$library" "b/rootfs$library"; done
done
echo 'root:x:0:0:root:/:/bin/sh' > b/rootfs/etc/passwd
runc() { $RUN "$PROGRAM" --root "$HOME/state" "$@"; }
attempt runc --version
cd b
attempt runc spec
attempt runc spec --rootless --bundle /tmp
change() { python3 - "$1" <<'PYTHON'
import json, sys
c = json.load(open("config.json"))
exec(sys.argv[1])
json.dump(c, open("config.json", "w"))
PYTHON
}
change 'c["process"]["terminal"] = False; c["process"]["args"] = ["/bin/sh", "-c", "echo in; cat /proc/self/status > /tmp/status; ls; exit 0"]; c["root"]["readonly"] = False'
attempt runc run one
change 'c["linux"]["resources"] = {}; c["linux"].pop("cgroupsPath", None); c["mounts"] = [m for m in c["mounts"] if m["type"] != "cgroup"]'
attempt runc run two
change 'c["linux"]["seccomp"] = {"defaultAction": "SCMP_ACT_ALLOW", "architectures": ["SCMP_ARCH_X86_64"], "syscalls": [{"names": ["syslog"], "action": "SCMP_ACT_ERRNO"}]}; c["process"]["rlimits"] = [{"type": "RLIMIT_NOFILE", "hard": 512, "soft": 512}]; c["hostname"] = "h"; c["linux"]["sysctl"] = {"net.ipv4.ip_forward": "0"}; c["linux"]["maskedPaths"] = ["/proc/kcore", "/sys/firmware"]; c["mounts"].append({"destination": "/mnt", "type": "bind", "source": "/tmp", "options": ["bind", "ro", "nosuid"]}); c["hooks"] = {"prestart": [{"path": "/bin/true"}], "poststop": [{"path": "/bin/true"}]}; c["process"]["user"] = {"uid": 1000, "gid": 1000, "additionalGids": [5]}; c["process"]["oomScoreAdj"] = 10'
attempt runc run three
change 'c["linux"]["seccomp"]["defaultAction"] = "SCMP_ACT_ALLOW"; c["process"]["user"] = {"uid": 0, "gid": 0}; c["process"]["args"] = ["/bin/sleep", "8"]'
attempt runc run -d --pid-file pid four < /dev/null > out 2>&1
attempt runc list
attempt runc state four
attempt runc ps four
attempt runc exec four /bin/cat /proc/self/status
attempt runc exec -d --user 1000 --cwd /tmp --env A=b four /bin/true < /dev/null > out 2>&1
attempt runc events --stats four
attempt runc update --pids-limit 50 four
attempt runc pause four
attempt runc resume four
attempt on_terminal '$RUN "$PROGRAM" --root "$HOME/state" exec -t four /bin/sh' 'echo hi\r' 'exit\r'
attempt runc kill four KILL
sleep 0.3
attempt runc delete -f four
attempt runc create five < /dev/null > out 2>&1
attempt runc start five
attempt runc kill --all five KILL
attempt runc delete --force five
change 'c["process"]["terminal"] = True; c["process"]["args"] = ["/bin/sh"]'
attempt on_terminal '$RUN "$PROGRAM" --root "$HOME/state" run six' 'echo in\r' 'exit\r'
change 'c["process"]["terminal"] = False; c["process"]["args"] = ["/bin/true"]; c["linux"]["namespaces"].append({"type": "user"}); c["linux"]["uidMappings"] = c["linux"]["gidMappings"] = [{"containerID": 0, "hostID": 1000, "size": 1000}]'
attempt runc run seven
change 'c["process"]["args"] = ["/bin/nosuch"]'
attempt runc run eight
attempt runc checkpoint eight
attempt runc features
