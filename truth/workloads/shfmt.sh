# Formats, minifies, lists and rewrites shell scripts.
mkdir -p scripts/sub
cat > scripts/a.sh <<'SH'
#!/bin/bash
if [ "$1" = x ];then
echo  "$(ls | wc -l)"   ${a[@]} <<EOF
text
EOF
fi
case $1 in a) f ;; *) g;; esac
SH
printf '#!/bin/sh\nfoo( ) { bar; }\n' > scripts/sub/b
printf 'if then' > scripts/broken.sh
printf 'root = true\n[*.sh]\nindent_style = space\nindent_size = 4\n' > .editorconfig
ln -s a.sh scripts/link.sh
$RUN "$PROGRAM" < scripts/a.sh
attempt $RUN "$PROGRAM" -l scripts
attempt $RUN "$PROGRAM" -f .
attempt $RUN "$PROGRAM" -d scripts
attempt $RUN "$PROGRAM" -i 2 -ci -s -w scripts/a.sh scripts/sub
$RUN "$PROGRAM" -mn scripts/a.sh
attempt $RUN "$PROGRAM" -tojson < scripts/a.sh
attempt $RUN "$PROGRAM" --to-json < scripts/a.sh
attempt $RUN "$PROGRAM" -version
attempt on_terminal '$RUN "$PROGRAM" -d scripts/a.sh' 'q'
