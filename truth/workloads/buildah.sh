# Builds images from nothing by commands and by a file, mounts, runs, commits and pushes them, in storage of its own.
mkdir -p .config/containers
echo '{"default": [{"type": "insecureAcceptAnything"}]}' > .config/containers/policy.json
mkdir -p conf
cat > storage.conf <<CONF
[storage]
driver = "vfs"
runroot = "$HOME/run"
graphroot = "$HOME/graph"
CONF
echo '{"default": [{"type": "insecureAcceptAnything"}]}' > policy.json
export CONTAINERS_STORAGE_CONF="$HOME/storage.conf" BUILDAH_ISOLATION=chroot
b() { $RUN "$PROGRAM" "$@"; }
attempt b version
attempt b info
attempt b from --name c scratch
attempt b copy c policy.json /policy.json
attempt b add c policy.json /etc/
attempt b config --cmd /bin/sh --env A=b --label x=y --port 80 --user 0 --workingdir / c
mount=$($RUN "$PROGRAM" mount c) || mount=''
if [ -n "$mount" ]; then
    mkdir -p "$mount/bin" "$mount/tmp" "$mount/etc" "$mount/proc" "$mount/dev" "$mount/sys"
    for file in /bin/sh /bin/cat; do
        cp "$file" "$mount/bin/"
        for library in $(ldd "$file" | grep -o '/[^ ]*'); do mkdir -p "$mount$(dirname "$library")"; cp -n "$library" "$mount$library"; done
    done
fi
attempt b run c /bin/sh -c 'echo in; cat /proc/self/status > /status'
attempt b run --user 1000 --volume "$HOME:/mnt:ro" c /bin/cat /mnt/policy.json
attempt b umount c
attempt b commit --signature-policy policy.json c image:one
printf 'FROM localhost/image:one\nCOPY policy.json /x\nENV B=c\nRUN echo built > /built\nCMD ["/bin/sh"]\n' > Containerfile
attempt b build --signature-policy policy.json -f Containerfile -t two --layers . || attempt b bud --signature-policy policy.json -f Containerfile -t two --layers .
attempt b images --json
attempt b containers
attempt b inspect c
attempt b tag two three
attempt b push --signature-policy policy.json two "dir:$HOME/pushed"
attempt b push --signature-policy policy.json two "oci:$HOME/layout:tag"
attempt b pull --signature-policy policy.json "dir:$HOME/pushed"
attempt b manifest create list
attempt b manifest add list two
attempt b unshare true
attempt b rename c d
attempt b rm --all
attempt b rmi --all --force
