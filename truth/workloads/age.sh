# Encrypts for keys, for keys of ssh and for a passphrase, armoured and not, and opens all again.
keygen="$(dirname "$PROGRAM")/keygen"
head -c 300000 /dev/urandom > plain
python3 - > key.txt <<'PYTHON'
# A key of age is 32 bytes in Bech32.
import os
letters = "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L"
def check(values):
    c = 1
    for v in values:
        top = c >> 25
        c = (c & 0x1ffffff) << 5 ^ v
        for i, g in enumerate((0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3)):
            c ^= g if (top >> i) & 1 else 0
    return c
def bech(name, data):
    bits, n, out = 0, 0, []
    for b in data:
        bits, n = bits << 8 | b, n + 8
        while n >= 5:
            n -= 5
            out.append(bits >> n & 31)
    if n:
        out.append(bits << 5 - n & 31)
    low = name.lower()
    head = [ord(c) >> 5 for c in low] + [0] + [ord(c) & 31 for c in low]
    total = check(head + out + [0] * 6) ^ 1
    return name + "1" + "".join(letters[v] for v in out + [total >> 5 * (5 - i) & 31 for i in range(6)])
print(bech("AGE-SECRET-KEY-", os.urandom(32)))
PYTHON
ssh-keygen -q -t ed25519 -N '' -f id
ssh-keygen -q -t rsa -b 2048 -N secret -f locked
$RUN "$PROGRAM" -e -i key.txt -o a.age plain
$RUN "$PROGRAM" -d -i key.txt -o a.plain a.age
cmp plain a.plain
$RUN "$PROGRAM" -R id.pub -a < plain > b.age
$RUN "$PROGRAM" -d -i id < b.age > b.plain
cmp plain b.plain
$RUN "$PROGRAM" -R locked.pub -o c.age plain
on_terminal '$RUN "$PROGRAM" -d -i locked -o c.plain c.age' 'secret\r'
on_terminal '$RUN "$PROGRAM" -p -o d.age plain' 'pass\r' 'pass\r'
on_terminal '$RUN "$PROGRAM" -p -a plain' '\r' '\r'
on_terminal '$RUN "$PROGRAM" -d -o d.plain d.age' 'pass\r'
attempt $RUN "$PROGRAM" -d -i key.txt missing.age
attempt $RUN "$PROGRAM" -d -i key.txt plain
attempt $RUN "$PROGRAM" -r age1example plain
attempt $RUN "$PROGRAM" --version
mkdir bin
printf '#!/bin/sh\nread -r line\nexit 1\n' > bin/age-plugin-yes
chmod +x bin/age-plugin-yes
PATH="$PWD/bin:$PATH" attempt $RUN "$PROGRAM" -r age1yes1qqqsyqcyq5rqwzqfkvhjr0 plain
