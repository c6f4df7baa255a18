# Tracks files in a repository, hooks into git, pushes to a folder and fetches from it, locks, migrates, prunes.
mkdir -p bin
ln -s "$PROGRAM" bin/git-lfs
export GIT_AUTHOR_NAME=n GIT_AUTHOR_EMAIL=e@e GIT_COMMITTER_NAME=n GIT_COMMITTER_EMAIL=e@e
git config --global user.name n; git config --global user.email e@e; git config --global init.defaultBranch main
git init -q --bare far.git
git init -q repo
cd repo
attempt $RUN "$PROGRAM" version
attempt $RUN "$PROGRAM" install --local
attempt $RUN "$PROGRAM" env
attempt $RUN "$PROGRAM" track '*.bin'
attempt $RUN "$PROGRAM" track
head -c 100000 /dev/urandom > a.bin
cp a.bin b.bin
$RUN "$PROGRAM" clean a.bin < a.bin > pointer
$RUN "$PROGRAM" smudge a.bin < pointer > back
cmp a.bin back
attempt $RUN "$PROGRAM" pointer --file a.bin
export PATH="$HOME/bin:$PATH"
git add .gitattributes a.bin b.bin
git commit -q -m files
git remote add origin "file://$HOME/far.git"
$RUN "$PROGRAM" push origin main
printf 'refs/heads/main %s refs/heads/main 0000000000000000000000000000000000000000\n' "$(git rev-parse HEAD)" | attempt $RUN "$PROGRAM" pre-push origin "file://$HOME/far.git"
git push -q --no-verify origin main
attempt $RUN "$PROGRAM" ls-files -l -s
attempt $RUN "$PROGRAM" status
attempt $RUN "$PROGRAM" fsck
rm -rf .git/lfs/objects
attempt $RUN "$PROGRAM" fetch --all
attempt $RUN "$PROGRAM" pull
attempt $RUN "$PROGRAM" checkout
attempt $RUN "$PROGRAM" dedup
attempt $RUN "$PROGRAM" prune --dry-run
attempt $RUN "$PROGRAM" lock a.bin
attempt $RUN "$PROGRAM" migrate info --everything
attempt $RUN "$PROGRAM" migrate import --include='*.txt' --everything --yes
attempt $RUN "$PROGRAM" migrate export --include='*.bin' --everything --yes
attempt $RUN "$PROGRAM" post-checkout HEAD HEAD 1
attempt $RUN "$PROGRAM" post-merge 0
attempt $RUN "$PROGRAM" logs
python3 - <<'PYTHON' | attempt $RUN "$PROGRAM" filter-process > filtered
import sys, time
def p(s): return b"%04x" % (len(s) + 4) + s
out = sys.stdout.buffer
out.write(p(b"git-filter-client\n") + p(b"version=2\n") + b"0000"); out.flush()
out.write(p(b"capability=clean\n") + p(b"capability=smudge\n") + b"0000"); out.flush()
out.write(p(b"command=clean\n") + p(b"pathname=c.bin\n") + b"0000" + p(b"content") + b"0000"); out.flush(); time.sleep(0.3)
PYTHON
attempt $RUN "$PROGRAM" untrack '*.bin'
attempt $RUN "$PROGRAM" uninstall --local
cd ..
attempt $RUN "$PROGRAM" clone "file://$HOME/far.git" again
