import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** How a process ended, and what it wrote. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A process of the program that is running. */
export interface Running {
  /** What it has written so far. */
  readonly written: { readonly stdout: string; readonly stderr: string };
  readonly ended: Promise<Ended>;
  stop(signal: "SIGTERM" | "SIGKILL"): void;
}

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Starts the real entry point as `npm run autoland` does, with no environment but the given. */
export function startAutoland(
  words: readonly string[],
  environment: Readonly<Record<string, string>> = { PATH: process.env["PATH"] ?? "" },
): Running {
  const imports = ["./src/check-node.mjs", "./src/keep-compiled.mjs"].flatMap((file) => ["--import", file]);
  const child = spawn(process.execPath, [...imports, "src/main.ts", ...words], {
    cwd: root,
    env: { ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const written = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (written.stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (written.stderr += text));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, ...written }));
  });
  return { written, ended, stop: (signal) => void child.kill(signal) };
}

/** Runs it to its end. */
export function autoland(
  words: readonly string[],
  environment?: Readonly<Record<string, string>>,
): Promise<Ended> {
  return startAutoland(words, environment).ended;
}

/** Looks every 20 ms until something is so, and answers it; fails with what was waited for after two minutes. */
export async function until<T>(what: string, look: () => T | undefined | Promise<T | undefined>): Promise<T> {
  const deadline = performance.now() + 120_000;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > deadline) throw new Error(`waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
