# Makes two interfaces, configures them over their sockets, and sends packets from one to the other.
export WG_PROCESS_FOREGROUND=1 LOG_LEVEL=verbose
mkdir -p /run/wireguard
attempt $RUN "$PROGRAM" --version
python3 - > keys <<'PYTHON'
# Keys of Curve25519, by the ladder of RFC 7748.
import os
P = 2**255 - 19
def mult(k, u):
    k = bytearray(k); k[0] &= 248; k[31] &= 127; k[31] |= 64
    k = int.from_bytes(k, "little"); x1, x2, z2, x3, z3, swap = u, 1, 0, u, 1, 0
    for t in reversed(range(255)):
        b = k >> t & 1
        if swap ^ b: x2, x3, z2, z3 = x3, x2, z3, z2
        swap = b
        A, B = x2 + z2, x2 - z2; AA, BB = A * A, B * B; E = AA - BB; C, D = x3 + z3, x3 - z3; DA, CB = D * A, C * B
        x3, z3 = (DA + CB) ** 2 % P, x1 * (DA - CB) ** 2 % P; x2, z2 = AA * BB % P, E * (AA + 121665 * E) % P
    if swap: x2, z2 = x3, z3
    return (x2 * pow(z2, P - 2, P) % P).to_bytes(32, "little")
for _ in range(2):
    k = os.urandom(32); print(k.hex(), mult(k, 9).hex())
PYTHON
for n in 0 1; do $RUN "$PROGRAM" "wg$n" > "wg$n.log" 2>&1 & eval "server$n=\$!"; done
wait_for test -S /run/wireguard/wg1.sock || wait_for test -S /var/run/wireguard/wg1.sock
python3 - <<'PYTHON'
import os, socket
keys = [l.split() for l in open("keys")]
for n in (0, 1):
    s = socket.socket(socket.AF_UNIX); s.connect("/run/wireguard/wg%d.sock" % n)
    s.sendall(("set=1\nprivate_key=%s\nlisten_port=%d\nfwmark=1\npublic_key=%s\nendpoint=127.0.0.1:%d\nallowed_ip=10.0.0.%d/32\npersistent_keepalive_interval=1\n\n" % (keys[n][0], 51820 + n, keys[1 - n][1], 51821 - n, 2 - n)).encode()); print(s.recv(1000))
    s.sendall(b"get=1\n\n"); print(s.recv(4000)[-200:])
PYTHON
for n in 0 1; do ip addr add "10.0.0.$((n + 1))/32" dev "wg$n"; ip link set "wg$n" mtu 1400 up; done
ip route add 10.0.0.2 dev wg0
ip route add 10.0.0.1 dev wg1 || true
python3 -c '
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b"wg0")
[s.sendto(b"x" * 1000, ("10.0.0.2", 9)) for _ in range(50)]'
sleep 2
ip link set wg0 down; ip link set wg0 up
cat wg0.log | tail -5
attempt stop $server0
attempt stop $server1 INT
unset WG_PROCESS_FOREGROUND
attempt $RUN "$PROGRAM" wg3 < /dev/null > out 2>&1
sleep 0.5
ip link del wg3 || true
