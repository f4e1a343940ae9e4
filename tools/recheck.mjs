// Judges regular expressions: JSON lines {"id", "source"} in, {"id", "status", "complexity", "attack"} out.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const { checkSync } = createRequire(process.cwd() + "/")("recheck");
const timeout = Number(process.argv[2] ?? 1000);

for await (const line of createInterface({ input: process.stdin })) {
  const { id, source } = JSON.parse(line);
  const found = checkSync(source, "iu", { timeout });
  console.log(
    JSON.stringify({
      id,
      status: found.error ? found.error.kind : found.status,
      complexity: found.complexity?.summary ?? "",
      attack: found.attack?.pattern ?? "",
    }),
  );
}
