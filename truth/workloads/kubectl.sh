# Is configured, renders and checks files, asks a small server that stands for a cluster, and serves a proxy to it.
export KUBECONFIG="$HOME/config" HOME
k() { attempt timeout -k 1 4 $RUN "$PROGRAM" "$@"; }
k version --client
k config set-cluster c --server http://127.0.0.1:8001
k config set-context x --cluster c --user u
k config set-credentials u --token t
k config use-context x
k config view
python3 - <<'PYTHON' &
import http.server, json
def listing(kind, **more): return json.dumps(dict({"kind": kind, "apiVersion": "v1", "metadata": {"resourceVersion": "1"}}, **more)).encode()
class H(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        p = self.path.split("?")[0]
        body = {"/api": b'{"kind":"APIVersions","versions":["v1"]}', "/apis": b'{"kind":"APIGroupList","apiVersion":"v1","groups":[]}', "/version": b'{"major":"1","minor":"30","gitVersion":"v1.30.0"}',
            "/api/v1": b'{"kind":"APIResourceList","groupVersion":"v1","resources":[{"name":"pods","singularName":"pod","namespaced":true,"kind":"Pod","verbs":["get","list","create","delete","watch"]},{"name":"configmaps","singularName":"","namespaced":true,"kind":"ConfigMap","verbs":["get","list","create","delete","patch"]}]}'}.get(p)
        if body is None and p.endswith("/log"): body = b"log line\n"
        elif body is None and p.endswith("pods"): body = listing("PodList", items=[{"metadata": {"name": "p", "namespace": "default"}, "spec": {"containers": [{"name": "c"}]}, "status": {"phase": "Running"}}])
        elif body is None and p.endswith("/p"): body = json.dumps({"kind": "Pod", "apiVersion": "v1", "metadata": {"name": "p", "namespace": "default"}, "spec": {"containers": [{"name": "c"}]}, "status": {"phase": "Running"}}).encode()
        code = 200
        if body is None: code, body = 404, json.dumps({"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "NotFound", "code": 404, "message": "no"}).encode()
        self.send_response(code); self.send_header("Content-Type", "application/json"); self.send_header("Content-Length", str(len(body))); self.end_headers(); self.wfile.write(body)
    def do_POST(self):
        b = self.rfile.read(int(self.headers.get("Content-Length", 0))); self.send_response(201); self.send_header("Content-Type", "application/json"); self.send_header("Content-Length", str(len(b))); self.end_headers(); self.wfile.write(b)
    do_PATCH = do_PUT = do_DELETE = do_POST
    def log_message(self, *a): pass
http.server.ThreadingHTTPServer(("127.0.0.1", 8001), H).serve_forever()
PYTHON
helper=$!
wait_for listens 8001
mkdir -p kust
printf 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: m\ndata:\n  a: b\n' > kust/m.yml
printf 'resources: [m.yml]\nnamePrefix: x-\nconfigMapGenerator:\n- name: g\n  files: [m.yml]\n' > kust/kustomization.yaml
k get pods -o wide
k get pods p -o yaml
k describe pod p
k logs p
k api-resources
k cluster-info
k version
k kustomize kust
k create -f kust/m.yml --validate=false
k apply -f kust/m.yml --validate=false
k apply -k kust --dry-run=client --validate=false
k diff -f kust/m.yml
k create configmap z --from-file kust --dry-run=client -o yaml
k delete pod p --wait=false
k explain pod
k exec p -- true
k cp p:/x here
k auth can-i get pods
k port-forward p 9999:80
k edit pod p
k get pods --watch
k completion bash
k plugin list
mkdir bin; printf '#!/bin/sh\necho plugin\n' > bin/kubectl-hi; chmod +x bin/kubectl-hi
PATH="$HOME/bin:$PATH" k hi
$RUN "$PROGRAM" proxy --port 8009 &
server=$!
attempt wait_for listens 8009
attempt curl -s http://127.0.0.1:8009/api/v1/pods
attempt stop $server
$RUN "$PROGRAM" proxy --unix-socket "$HOME/k.sock" &
server=$!
attempt wait_for test -S k.sock
attempt curl -s --unix-socket k.sock http://x/version
attempt stop $server
k debug p --image x
on_terminal 'env EDITOR=true $RUN "$PROGRAM" edit pod p'
kill $helper
