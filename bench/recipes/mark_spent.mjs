// JSON lines in, JSON lines out: a melted token becomes spent.
import { createInterface } from "node:readline";

for await (const line of createInterface({ input: process.stdin })) {
  const token = JSON.parse(line);
  token.status = "spent";
  token.spent_by = "node";
  process.stdout.write(JSON.stringify(token) + "\n");
}
