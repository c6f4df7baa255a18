# Keeps files of HOME in a repository: adds, changes, renders, encrypts, runs scripts, archives, and goes back.
export GIT_AUTHOR_NAME=n GIT_AUTHOR_EMAIL=e@e GIT_COMMITTER_NAME=n GIT_COMMITTER_EMAIL=e@e EDITOR=true
c() { attempt $RUN "$PROGRAM" --no-tty "$@"; }
c --version
c init
echo 'a = 1' > .rc; mkdir -p .conf/sub; echo x > .conf/sub/y; ln -s y .conf/sub/link; chmod 600 .rc; printf '#!/bin/sh\n' > .run; chmod +x .run
c add .rc .conf .run
c add --follow .conf/sub/link
c chattr +template "$HOME/.rc"
echo 'b = {{ .chezmoi.hostname }} {{ .chezmoi.os }} {{ output "echo" "hi" }} {{ stat "/etc/passwd" }} {{ env "HOME" }} {{ (lookPath "sh") }} {{ include "dot_run" }}' >> .local/share/chezmoi/private_dot_rc.tmpl || true
printf '#!/bin/sh\necho ran\n' > .local/share/chezmoi/run_once_a.sh
printf '.ext:\n  type: file\n' > /dev/null
mkdir -p .local/share/chezmoi/exact_dir; echo z > .local/share/chezmoi/exact_dir/f; echo t > .local/share/chezmoi/symlink_dot_l; touch .local/share/chezmoi/empty_dot_e; echo k > .local/share/chezmoi/create_dot_k; printf '#!/bin/sh\ncat\necho more\n' > .local/share/chezmoi/modify_dot_m; echo .gone > .local/share/chezmoi/.chezmoiremove; touch .gone
c diff
c status
c apply -v --force
echo changed >> .rc
c diff --reverse
c re-add
c apply --force --keep-going
c managed
c unmanaged
c data
c dump
c cat "$HOME/.rc"
c execute-template '{{ .chezmoi.kernel }}'
c verify
c archive -o a.tar.gz
c source-path
c git -- status
c git add .
c doctor
c state dump
c edit "$HOME/.rc"
c forget --force "$HOME/.run"
c destroy --force "$HOME/.conf"
c import --destination "$HOME/imported" a.tar.gz
c merge "$HOME/.rc"
c completion bash
c update
c purge --force
on_terminal '$RUN "$PROGRAM" init --prompt' '\x03'
