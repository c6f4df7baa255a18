# signature: wasm_script_moved
# says: a recipe copies wasm_exec.js from where no Go has it
cp no-such-go/misc/wasm/wasm_exec.js .
