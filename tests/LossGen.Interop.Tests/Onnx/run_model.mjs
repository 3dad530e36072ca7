// Runs an ONNX file on rows: node run_model.mjs <model> <file of float32 rows> <features>. Prints every output as JSON.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

// Imports do not look at NODE_PATH; require does.
const { InferenceSession, Tensor } = createRequire(import.meta.url)("onnxruntime-node");

const [model, file, features] = process.argv.slice(2);
const bytes = readFileSync(file);
const rows = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
const session = await InferenceSession.create(model);
const outputs = await session.run({ features: new Tensor("float32", rows, [rows.length / Number(features), Number(features)]) });

// Whole numbers of 64 bits come as BigInt, which JSON does not know.
const shown = Object.entries(outputs).map(([name, { dims, data }]) => [name, { dims, data: Array.from(data, Number) }]);
console.log(JSON.stringify(Object.fromEntries(shown)));
