# Copies, syncs, hashes and encrypts between folders, serves them over HTTP, WebDAV, FTP and SFTP, and mounts one.
mkdir -p from/a/b to .config
for n in 1 2 3 4 5 6; do head -c 500000 /dev/urandom > "from/a/f$n"; done
head -c 3000000 /dev/urandom > from/big
ln -s big from/link
touch -d 2020-01-02 from/a/f1
python3 -c 'import os; os.setxattr("from/a/f2", "user.note", b"x")' || true
export RCLONE_CONFIG="$HOME/.config/rclone.conf"
attempt $RUN "$PROGRAM" version
$RUN "$PROGRAM" config create secret crypt remote "$HOME/enc" password "$($PROGRAM obscure pass)"
$RUN "$PROGRAM" config show
$RUN "$PROGRAM" copy from to --links --metadata --multi-thread-cutoff 1M --multi-thread-streams 3 || $RUN "$PROGRAM" copy from to --links
$RUN "$PROGRAM" sync from to --checksum --copy-links --delete-during -v --log-file rclone.log
$RUN "$PROGRAM" copy from secret: --transfers 3
$RUN "$PROGRAM" check from to --download
$RUN "$PROGRAM" cryptcheck from secret:
$RUN "$PROGRAM" lsl from
$RUN "$PROGRAM" lsjson -R --hash --metadata from || $RUN "$PROGRAM" lsjson -R --hash from
$RUN "$PROGRAM" hashsum SHA-1 from
$RUN "$PROGRAM" size from
$RUN "$PROGRAM" about from
$RUN "$PROGRAM" tree from
$RUN "$PROGRAM" cat from/a/f1 | $RUN "$PROGRAM" rcat to/rcat
$RUN "$PROGRAM" touch to/touched
$RUN "$PROGRAM" move to/a to/moved
$RUN "$PROGRAM" moveto to/touched to/again
$RUN "$PROGRAM" deletefile to/again
$RUN "$PROGRAM" mkdir to/empty
$RUN "$PROGRAM" rmdirs to
$RUN "$PROGRAM" purge to/moved
$RUN "$PROGRAM" dedupe from --dedupe-mode skip
attempt $RUN "$PROGRAM" backend features from
attempt $RUN "$PROGRAM" genautocomplete bash completion
attempt $RUN "$PROGRAM" bisync from to --resync --workdir bisync
served() {
    $RUN "$PROGRAM" serve "$@" from --addr 127.0.0.1:8090 &
    server=$!
    attempt wait_for listens 8090
}
served http --baseurl /x --user u --pass p
attempt curl -s http://u:p@127.0.0.1:8090/x/a/f1 -o got
attempt stop $server
served webdav --rc --rc-no-auth
attempt curl -s -T from/big http://127.0.0.1:8090/put
attempt curl -s -X PROPFIND http://127.0.0.1:8090/
attempt $RUN "$PROGRAM" rc core/stats
attempt $RUN "$PROGRAM" rc --json '{"fs": "from", "remote": ""}' operations/list
attempt stop $server INT
served ftp --vfs-cache-mode full
attempt curl -s ftp://anonymous:x@127.0.0.1:8090/a/f1 -o got
attempt curl -s -T from/big ftp://anonymous:x@127.0.0.1:8090/put
attempt stop $server
$RUN "$PROGRAM" --config none serve sftp from --addr 127.0.0.1:8091 --user u --pass p &
server=$!
attempt wait_for listens 8091
attempt $RUN "$PROGRAM" lsf ":sftp,host=127.0.0.1,port=8091,user=u,pass=$($PROGRAM obscure p):"
attempt stop $server
mkdir mounted
$RUN "$PROGRAM" mount from mounted --vfs-cache-mode full --allow-non-empty --cache-dir cache &
server=$!
attempt wait_for test -d mounted/a
attempt cp mounted/a/f1 got
attempt sh -c 'echo written > mounted/written; sync mounted/written; mv mounted/written mounted/renamed; rm mounted/renamed; df mounted'
attempt stop $server
