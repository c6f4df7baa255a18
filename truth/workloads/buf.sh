# Builds, checks, formats, compares and generates from schemas, with a generator beside it and one built in.
export BUF_CACHE_DIR="$HOME/cache"
mkdir -p proto/a/v1 bin
printf 'version: v1\nname: buf.build/a/b\nlint:\n  use: [DEFAULT]\nbreaking:\n  use: [FILE]\n' > proto/buf.yaml
printf 'syntax = "proto3";\npackage a.v1;\nimport "google/protobuf/timestamp.proto";\nmessage M { string  s=1; google.protobuf.Timestamp t = 2; enum E { A = 0; } }\nservice S { rpc Get(M) returns (M); }\n' > proto/a/v1/a.proto
printf '#!/bin/sh\ncat > /dev/null\nexit 0\n' > bin/protoc-gen-none
chmod +x bin/protoc-gen-none
export PATH="$HOME/bin:$PATH"
printf 'version: v1\nplugins:\n  - plugin: none\n    out: gen\n' > buf.gen.yaml
attempt $RUN "$PROGRAM" --version
attempt $RUN "$PROGRAM" build proto -o image.bin
attempt $RUN "$PROGRAM" build proto -o image.json.gz
attempt $RUN "$PROGRAM" lint proto
attempt $RUN "$PROGRAM" format -d proto
attempt $RUN "$PROGRAM" format -w proto
cp -r proto old
sed -i 's/string *s *= *1/int32 s = 1/' proto/a/v1/a.proto
attempt $RUN "$PROGRAM" breaking proto --against old
attempt $RUN "$PROGRAM" breaking proto --against image.bin
attempt $RUN "$PROGRAM" generate proto
attempt $RUN "$PROGRAM" ls-files proto
attempt $RUN "$PROGRAM" export proto -o exported
echo '{"s": 1}' | attempt $RUN "$PROGRAM" convert proto --type a.v1.M --from -#format=json --to out.bin
attempt $RUN "$PROGRAM" config init
attempt $RUN "$PROGRAM" curl --schema proto http://127.0.0.1:1/a.v1.S/Get
git init -q . && git add -A && git -c user.name=n -c user.email=e@e commit -qm one
attempt $RUN "$PROGRAM" build '.git#subdir=proto'
attempt timeout -k 1 2 $RUN "$PROGRAM" beta lsp --pipe lsp.sock
attempt timeout -k 1 2 $RUN "$PROGRAM" lsp serve < /dev/null
attempt $RUN "$PROGRAM" dep update proto
tar -cf proto.tar proto
attempt $RUN "$PROGRAM" build proto.tar#subdir=proto
attempt $RUN "$PROGRAM" stats proto
