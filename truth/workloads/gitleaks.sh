# Looks for secrets in the history of a repository, in what is staged, and in files; writes reports.
export GIT_AUTHOR_NAME=n GIT_AUTHOR_EMAIL=e@e GIT_COMMITTER_NAME=n GIT_COMMITTER_EMAIL=e@e
git init -q repo
cd repo
for n in 1 2 3 4 5; do printf 'key = "AKIA%016d"\npassword = "x%s"\n' "$n" "$n" | tr 0-9 A-J > "f$n.conf"; git add . && git commit -q -m "$n"; done
printf -- '-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEAx\n-----END RSA PRIVATE KEY-----\n' > key.pem
ln -s key.pem link.pem
git add key.pem
printf '[allowlist]\npaths = ["none"]\n[extend]\nuseDefault = true\n' > .gitleaks.toml
attempt $RUN "$PROGRAM" version
attempt $RUN "$PROGRAM" detect -v -r report.json -f json
attempt $RUN "$PROGRAM" detect --no-git -r report.csv -f csv --follow-symlinks
attempt $RUN "$PROGRAM" detect -r report.sarif -f sarif --log-opts=--all --redact
attempt $RUN "$PROGRAM" protect --staged -v
cat key.pem | attempt $RUN "$PROGRAM" detect --pipe
attempt $RUN "$PROGRAM" detect -s /nowhere
attempt $RUN "$PROGRAM" detect -b report.json
attempt $RUN "$PROGRAM" completion bash
on_terminal '$RUN "$PROGRAM" detect -v'
