// A running preview, for tests.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

if (!process.env.CRIB) throw new Error("set CRIB to the program");

/** Previews a folder: the address that the server says it has, and what ends it. */
export async function preview(folder) {
  const server = spawn(process.env.CRIB, ["serve", folder, "--port", "0"], { stdio: ["ignore", "pipe", "pipe"] });
  const url = await new Promise((found, lost) => {
    for (const it of ["stdout", "stderr"]) createInterface({ input: server[it] }).on("line", (line) => {
      const url = line.match(/http:\S+/)?.[0];
      if (url) found(url);
    });
    server.on("exit", (code) => lost(new Error(`the server ended with ${code}`)));
  });
  return { url, end: () => server.kill() };
}
