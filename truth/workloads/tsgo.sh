# Checks and emits a small project, builds references, watches it, and serves a language client.
mkdir -p src lib node_modules/@types/thing
# The compiler wants its library beside itself; this little one will do.
library="$(dirname "$PROGRAM")/lib.d.ts"
for name in Array ReadonlyArray Boolean CallableFunction Function IArguments NewableFunction Number Object RegExp Promise PromiseLike; do
    case $name in *Array | Promise*) echo "interface $name<T> { readonly length: number }" ;; *) echo "interface $name {}" ;; esac
done > "$library"
echo 'interface String { readonly length: number } interface SymbolConstructor {} declare type Partial<T> = { [P in keyof T]?: T[P] };' >> "$library"
for name in es2022.full es2022 dom esnext es5 esnext.full; do cp "$library" "$(dirname "$PROGRAM")/lib.$name.d.ts"; done
echo '{"compilerOptions": {"strict": true, "outDir": "out", "declaration": true, "sourceMap": true, "composite": true, "incremental": true, "module": "nodenext", "target": "es2022", "rootDir": "src"}, "include": ["src"], "references": []}' > tsconfig.json
echo 'export declare const thing: number;' > node_modules/@types/thing/index.d.ts
echo '{"name": "@types/thing", "types": "index.d.ts"}' > node_modules/@types/thing/package.json
for n in 1 2 3 4 5 6; do
    echo "export class C$n<T> { constructor(readonly x: T) {} map<U>(f: (t: T) => U): C$n<U> { return new C$n(f(this.x)); } }" > "src/c$n.ts"
done
echo 'import { C1 } from "./c1.js"; import { thing } from "thing"; export const v: number = new C1("a").map(s => s.length).x + thing;' > src/index.ts
attempt $RUN "$PROGRAM" --version
attempt $RUN "$PROGRAM" --help --all > help.txt
attempt $RUN "$PROGRAM" --init --help > help2.txt
attempt $RUN "$PROGRAM" -p . --extendedDiagnostics --listFiles
attempt $RUN "$PROGRAM" -p . --noEmit --singleThreaded
attempt $RUN "$PROGRAM" -b --verbose
echo 'export const bad: number = "text";' > src/bad.ts
attempt $RUN "$PROGRAM" -p . --pretty
attempt $RUN "$PROGRAM" -b --clean
attempt $RUN "$PROGRAM" -p . --pprofDir prof
sleep 5 | $RUN "$PROGRAM" -p . --watch &
watcher=$!
sleep 1.5
echo 'export const bad = 1;' > src/bad.ts
sleep 1.5
attempt stop "$watcher"
message() { printf 'Content-Length: %s\r\n\r\n%s' "$(printf %s "$1" | wc -c)" "$1"; }
{
    message '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"processId":null,"rootUri":"file://'"$HOME"'","capabilities":{}}}'
    sleep 0.5
    message '{"jsonrpc":"2.0","method":"initialized","params":{}}'
    message '{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":"file://'"$HOME"'/src/index.ts","languageId":"typescript","version":1,"text":"import { C1 } from \"./c1.js\"; C1."}}}'
    message '{"jsonrpc":"2.0","id":2,"method":"textDocument/hover","params":{"textDocument":{"uri":"file://'"$HOME"'/src/index.ts"},"position":{"line":0,"character":10}}}'
    message '{"jsonrpc":"2.0","id":3,"method":"textDocument/completion","params":{"textDocument":{"uri":"file://'"$HOME"'/src/index.ts"},"position":{"line":0,"character":34}}}'
    sleep 1
    message '{"jsonrpc":"2.0","id":4,"method":"shutdown"}'
    message '{"jsonrpc":"2.0","method":"exit"}'
} | attempt $RUN "$PROGRAM" --lsp --stdio > answers
attempt $RUN "$PROGRAM" --lsp --pipe=none < /dev/null
printf '' | attempt $RUN "$PROGRAM" --api --cwd "$HOME"
