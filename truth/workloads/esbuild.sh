# Bundles a small program in several ways, serves it, watches it, and speaks the protocol of its library.
mkdir -p src/lib node_modules/dep out
cat > src/index.ts <<'TS'
import { add } from "./lib/add";
import dep from "dep";
import text from "./words.txt";
import style from "./style.css";
enum Colour { Red, Green }
export async function main<T>(x: T): Promise<number> { return add(1, Colour.Green) + (await dep()).n + text.length; }
const lazy = () => import("./lib/lazy");
console.log(await Promise.resolve(1), lazy, style);
TS
echo 'export const add = (a: number, b: number): number => a ** b;' > src/lib/add.ts
echo 'export const View = () => <div className="a">hi</div>;' > src/lib/lazy.tsx
echo 'words' > src/words.txt
printf '@import "./other.css"; a { color: rgba(0,0,0,.5) }' > src/style.css
printf 'b { background: url("pic.png") }' > src/other.css
printf '\211PNG' > src/pic.png
echo '{"name": "dep", "main": "main.js"}' > node_modules/dep/package.json
echo 'module.exports = async () => ({ n: 1 });' > node_modules/dep/main.js
echo '{"compilerOptions": {"jsx": "react", "baseUrl": "."}}' > tsconfig.json
ln -s ../src out/linked

$RUN "$PROGRAM" --version
attempt $RUN "$PROGRAM" --help > help.txt
$RUN "$PROGRAM" --minify --loader=ts < src/lib/add.ts
attempt $RUN "$PROGRAM" src/index.ts --bundle --format=esm --target=esnext --sourcemap --outdir=out/a --loader:.png=file --loader:.txt=text --metafile=out/meta.json
attempt $RUN "$PROGRAM" src/lib/lazy.tsx src/lib/add.ts --bundle --splitting --format=esm --outdir=out/b --minify --define:DEBUG=false
attempt $RUN "$PROGRAM" src/lib/lazy.tsx --bundle --outfile=out/c.js --platform=node --target=es2017 --tree-shaking=true --analyze
attempt $RUN "$PROGRAM" src/missing.ts --bundle --outfile=out/d.js
attempt $RUN "$PROGRAM" src/lib/add.ts --bundle --trace=out/trace --heap=out/heap --outfile=out/e.js
attempt timeout -k 1 1 $RUN "$PROGRAM" src/lib/add.ts --bundle --cpuprofile=out/cpu --outfile=out/e.js > out/said 2>&1

sleep 3 | $RUN "$PROGRAM" src/lib/add.ts --bundle --servedir=out --serve=127.0.0.1:8123 --outfile=out/f.js &
server=$!
attempt wait_for listens 8123
attempt curl -sS -m 3 http://127.0.0.1:8123/f.js
attempt curl -sS -m 3 http://127.0.0.1:8123/
attempt curl -sS -m 3 http://127.0.0.1:8123/a/
attempt stop "$server"

sleep 4 | $RUN "$PROGRAM" src/lib/add.ts --bundle --watch --outfile=out/g.js &
watcher=$!
sleep 1.5
echo 'export const add = 2;' > src/lib/add.ts
sleep 1.5
attempt stop "$watcher"

sleep 2 | attempt $RUN "$PROGRAM" "--service=$($PROGRAM --version)" --ping > frames || true
