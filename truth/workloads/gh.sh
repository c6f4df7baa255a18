# Is configured, asks a server beside it that answers as far as it can, and works with a repository of git.
export GH_CONFIG_DIR="$HOME/gh" GH_NO_UPDATE_NOTIFIER=1 GH_TOKEN=x GH_PAGER=cat
git init -q repo
cd repo
git -c user.name=n -c user.email=e@e commit -q --allow-empty -m one
git remote add origin https://github.com/o/r.git
attempt $RUN "$PROGRAM" version
attempt $RUN "$PROGRAM" --help
attempt $RUN "$PROGRAM" config set editor cat
attempt $RUN "$PROGRAM" config list
attempt $RUN "$PROGRAM" alias set co 'pr checkout'
attempt $RUN "$PROGRAM" alias set --shell hi 'echo hi'
attempt $RUN "$PROGRAM" hi
attempt $RUN "$PROGRAM" alias list
attempt $RUN "$PROGRAM" completion -s bash
mkdir -p gh-hello
printf '#!/bin/sh\necho extension\n' > gh-hello/gh-hello
chmod +x gh-hello/gh-hello
(cd gh-hello && attempt $RUN "$PROGRAM" extension install .)
attempt $RUN "$PROGRAM" extension list
attempt $RUN "$PROGRAM" hello
attempt $RUN "$PROGRAM" extension create --precompiled=other thing
attempt $RUN "$PROGRAM" extension remove hello
python3 - <<'PYTHON' &
import http.server
class H(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = b'{"login": "me", "items": [], "data": {"viewer": {"login": "me"}, "repository": {"issues": {"nodes": []}}}}'
        self.send_response(200); self.send_header("Content-Type", "application/json"); self.send_header("Content-Length", str(len(body))); self.end_headers(); self.wfile.write(body)
    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0))); self.do_GET()
    def log_message(self, *a): pass
http.server.HTTPServer(("127.0.0.1", 8800), H).serve_forever()
PYTHON
helper=$!
wait_for listens 8800
attempt $RUN "$PROGRAM" api http://127.0.0.1:8800/user --cache 1h --jq .login
attempt $RUN "$PROGRAM" api http://127.0.0.1:8800/user --cache 1h -t '{{.login}}'
attempt $RUN "$PROGRAM" api -X POST http://127.0.0.1:8800/x --input ../repo/.git/config -F a=1 -i
attempt $RUN "$PROGRAM" issue list
attempt $RUN "$PROGRAM" pr status
attempt $RUN "$PROGRAM" repo view o/r
attempt env -u GH_TOKEN $RUN "$PROGRAM" auth status
echo token | attempt env -u GH_TOKEN timeout 5 $RUN "$PROGRAM" auth login --with-token
attempt $RUN "$PROGRAM" auth setup-git
attempt $RUN "$PROGRAM" browse -n
attempt $RUN "$PROGRAM" gist create missing.txt
on_terminal 'env -u GH_TOKEN -u GH_PAGER PAGER=cat $RUN "$PROGRAM" auth login' '\r' '\r' '\x03'
on_terminal '$RUN "$PROGRAM" issue create' 'title\r' '\x03'
kill $helper
