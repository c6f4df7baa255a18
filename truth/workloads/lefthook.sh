# Hooks into a repository and runs commands and scripts there, one by one and together.
export GIT_AUTHOR_NAME=n GIT_AUTHOR_EMAIL=e@e GIT_COMMITTER_NAME=n GIT_COMMITTER_EMAIL=e@e
git init -q repo
cd repo
mkdir -p .lefthook/pre-commit
printf 'pre-commit:\n  parallel: true\n  commands:\n    one:\n      run: echo {staged_files}\n    two:\n      glob: "*.txt"\n      run: cat {staged_files}\n      stage_fixed: true\n    tty:\n      interactive: true\n      run: echo x\n  scripts:\n    a.sh:\n      runner: sh\ncommit-msg:\n  commands:\n    m:\n      run: cat {1}\npre-push:\n  piped: true\n  commands:\n    p:\n      run: false\n' > lefthook.yml
echo 'echo script' > .lefthook/pre-commit/a.sh
echo hi > a.txt; printf 'b\n' > 'b c.txt'
git add -A
attempt $RUN "$PROGRAM" version
attempt $RUN "$PROGRAM" install
attempt $RUN "$PROGRAM" run pre-commit
attempt $RUN "$PROGRAM" run pre-commit --all-files --no-tty
attempt $RUN "$PROGRAM" run pre-push
echo message > .git/msg
attempt $RUN "$PROGRAM" run commit-msg .git/msg
git commit -qm one --no-verify
echo more >> a.txt
git add a.txt
echo unstaged >> a.txt
attempt $RUN "$PROGRAM" run pre-commit
attempt $RUN "$PROGRAM" dump
attempt $RUN "$PROGRAM" validate
attempt $RUN "$PROGRAM" check-install
attempt $RUN "$PROGRAM" add post-merge
on_terminal '$RUN "$PROGRAM" run pre-commit'
attempt $RUN "$PROGRAM" uninstall
