# Allows and loads what folders ask for, runs commands so, dumps and watches, and hooks into shells.
export DIRENV_LOG_FORMAT='' XDG_DATA_HOME="$HOME/data" XDG_CONFIG_HOME="$HOME/conf"
mkdir -p p/sub conf/direnv
printf 'export A=1\nPATH_add bin\nwatch_file other\ndotenv_if_exists\nexport_function f\nlayout python3 2>/dev/null || true\n' > p/.envrc
sed -i '/export_function/d; /layout/d' p/.envrc
echo 'B=2' > p/.env
echo '[global]' > conf/direnv/direnv.toml
cd p
attempt $RUN "$PROGRAM" version
$RUN "$PROGRAM" allow
$RUN "$PROGRAM" exec . env > env
$RUN "$PROGRAM" exec sub sh -c 'echo $A'
for shell in bash zsh fish tcsh json elvish; do $RUN "$PROGRAM" export $shell; attempt $RUN "$PROGRAM" hook $shell; done
$RUN "$PROGRAM" status
attempt $RUN "$PROGRAM" status --json
$RUN "$PROGRAM" dump
attempt $RUN "$PROGRAM" dump gzenv
attempt $RUN "$PROGRAM" watch bash other
attempt $RUN "$PROGRAM" watch-dir bash sub
attempt $RUN "$PROGRAM" watch-list bash
attempt $RUN "$PROGRAM" current .envrc
attempt $RUN "$PROGRAM" dotenv bash .env
attempt $RUN "$PROGRAM" expand_path x
attempt $RUN "$PROGRAM" file_is_allowed .envrc
attempt $RUN "$PROGRAM" fetchurl http://127.0.0.1:1/
$RUN "$PROGRAM" reload
$RUN "$PROGRAM" stdlib > stdlib
attempt env EDITOR=true $RUN "$PROGRAM" edit .
$RUN "$PROGRAM" deny
attempt $RUN "$PROGRAM" exec . env
attempt $RUN "$PROGRAM" prune
attempt $RUN "$PROGRAM" revoke
attempt $RUN "$PROGRAM" help
attempt $RUN "$PROGRAM" show_dump x
