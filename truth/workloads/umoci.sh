# Makes an image, changes its configuration, unpacks, repacks, inserts, tags and collects.
attempt $RUN "$PROGRAM" --version
$RUN "$PROGRAM" init --layout image
$RUN "$PROGRAM" new --image image:one
$RUN "$PROGRAM" config --image image:one --config.cmd /bin/sh --config.env A=b --author me
$RUN "$PROGRAM" unpack --image image:one bundle
mkdir -p bundle/rootfs/etc bundle/rootfs/bin
echo hi > bundle/rootfs/etc/motd
ln -s motd bundle/rootfs/etc/link
ln bundle/rootfs/etc/motd bundle/rootfs/etc/hard
mkfifo bundle/rootfs/pipe
mknod bundle/rootfs/null c 1 3 || true
python3 -c 'import os; os.setxattr("bundle/rootfs/etc/motd", "user.x", b"y"); os.chown("bundle/rootfs/etc/motd", 5, 6); os.utime("bundle/rootfs/etc/motd", (1, 2)); os.chmod("bundle/rootfs/etc", 0o2750)' || true
$RUN "$PROGRAM" repack --image image:two bundle
$RUN "$PROGRAM" insert --image image:two bundle/rootfs/etc /copied
rm bundle/rootfs/etc/motd
attempt $RUN "$PROGRAM" repack --image image:three --refresh-bundle bundle
$RUN "$PROGRAM" unpack --image image:two second
attempt $RUN "$PROGRAM" unpack --rootless --image image:two third
attempt $RUN "$PROGRAM" unpack --keep-dirlinks --uid-map 0:1000:1000 --gid-map 0:1000:1000 --image image:two fourth
attempt $RUN "$PROGRAM" raw unpack --image image:two raw
attempt $RUN "$PROGRAM" raw runtime-config --image image:two config.json
attempt $RUN "$PROGRAM" raw config --image image:two
$RUN "$PROGRAM" tag --image image:two four
$RUN "$PROGRAM" list --layout image
$RUN "$PROGRAM" stat --image image:two
attempt $RUN "$PROGRAM" stat --json --image image:two
$RUN "$PROGRAM" remove --image image:one
$RUN "$PROGRAM" gc --layout image
attempt $RUN "$PROGRAM" unpack --image image:none fifth
