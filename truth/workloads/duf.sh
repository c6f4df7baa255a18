# Shows what is mounted, in several ways, and on a terminal.
mkdir m
mount -t tmpfs none m || true
$RUN "$PROGRAM"
$RUN "$PROGRAM" -all
$RUN "$PROGRAM" -json > mounts.json
$RUN "$PROGRAM" -inodes -output mountpoint,inodes -sort inodes
$RUN "$PROGRAM" / m
$RUN "$PROGRAM" -only local -hide special -width 60 -style ascii
attempt $RUN "$PROGRAM" -warnings /nowhere
attempt $RUN "$PROGRAM" -version
attempt $RUN "$PROGRAM" -help
on_terminal '$RUN "$PROGRAM" -theme dark'
umount m || true
