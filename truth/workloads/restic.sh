# Makes a repository, saves a tree with links, pipes and attributes, lists, finds, restores, checks, forgets.
export RESTIC_PASSWORD=secret RESTIC_REPOSITORY="$HOME/repo" RESTIC_CACHE_DIR="$HOME/cache"
mkdir -p tree/a/b
for n in 1 2 3 4 5; do head -c 400000 /dev/urandom > "tree/a/f$n"; done
ln -s f1 tree/a/link
ln tree/a/f1 tree/a/b/hard
mkfifo tree/pipe
mknod tree/null c 1 3 || true
printf 'x' > tree/sparse
truncate -s 3M tree/sparse
python3 -c 'import os; os.setxattr("tree/a/f1", "user.note", b"x"); os.chown("tree/a/f2", 1000, 1000); os.chmod("tree/a/f3", 0o4755)' || true
$RUN "$PROGRAM" init
$RUN "$PROGRAM" backup tree --tag one --exclude '*.tmp'
echo more > tree/a/new
$RUN "$PROGRAM" backup tree --tag two --one-file-system --read-concurrency 2 || $RUN "$PROGRAM" backup tree --tag two --one-file-system
echo from input | $RUN "$PROGRAM" backup --stdin --stdin-filename words
attempt $RUN "$PROGRAM" backup --stdin-from-command -- sh -c 'echo from a command'
$RUN "$PROGRAM" snapshots --json
$RUN "$PROGRAM" ls latest
$RUN "$PROGRAM" find f1
ids=$($RUN "$PROGRAM" snapshots --json | jq -r ".[].id" | head -2)
$RUN "$PROGRAM" diff $ids
$RUN "$PROGRAM" restore latest --target back --tag two --verify
attempt $RUN "$PROGRAM" restore latest --target back --tag two --sparse
attempt $RUN "$PROGRAM" dump latest /tree/a/new --tag two
attempt $RUN "$PROGRAM" dump latest /tree --tag two > tree.tar
$RUN "$PROGRAM" stats --mode raw-data
$RUN "$PROGRAM" tag --add three latest
$RUN "$PROGRAM" key list
attempt $RUN "$PROGRAM" forget --keep-last 1 --prune
$RUN "$PROGRAM" check --read-data
attempt $RUN "$PROGRAM" rebuild-index
attempt $RUN "$PROGRAM" copy --repo2 "$HOME/other"
attempt $RUN "$PROGRAM" migrate
attempt $RUN "$PROGRAM" cache
attempt $RUN "$PROGRAM" unlock
attempt $RUN "$PROGRAM" version
attempt timeout 2 $RUN "$PROGRAM" -r rest:http://127.0.0.1:1/ snapshots
attempt $RUN "$PROGRAM" generate --man . --bash-completion completion
on_terminal 'env -u RESTIC_PASSWORD $RUN "$PROGRAM" snapshots' 'secret\r'
on_terminal '$RUN "$PROGRAM" backup tree'
mkdir mounted
$RUN "$PROGRAM" mount mounted &
mount=$!
attempt wait_for test -d mounted/snapshots
attempt ls -lR mounted/snapshots/latest/ > listing
attempt cp mounted/snapshots/latest/"$HOME"/tree/a/f1 copied
attempt stop $mount INT
