import { spawn, type ChildProcess } from "node:child_process";
import { createServer } from "node:net";

/** A server that runs as a child process on a loopback port. */
export interface ChildServer {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** How a server is started and known to be ready. */
export interface ChildServerOptions {
  readonly program: string;
  readonly options: (port: number) => readonly string[];
  readonly environment: (port: number) => Readonly<Record<string, string>>;
  /** Below the server's address; it is ready when this answers well. */
  readonly readyPath: string;
}

/** How long a server may take to answer: a cold Python on a busy machine. */
const patience = 60_000;

/** Starts a server on a free port and waits until it answers. Rejects with what it printed when it ends or never answers. */
export async function startChildServer(wanted: ChildServerOptions): Promise<ChildServer> {
  const port = await freePort();
  const child = spawn(wanted.program, wanted.options(port), {
    env: wanted.environment(port),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output: string[] = [];
  child.stdout.on("data", (chunk: Buffer) => output.push(chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => output.push(chunk.toString()));
  // The last resort, when the test process is ended from outside.
  const end = (): void => void child.kill("SIGKILL");
  process.once("exit", end);
  const close = async (): Promise<void> => {
    process.off("exit", end);
    await stop(child);
  };
  const url = `http://127.0.0.1:${port}`;
  try {
    await ready(`${url}${wanted.readyPath}`, child);
  } catch (error) {
    await close();
    throw new Error(`${wanted.program} does not answer: ${output.join("").slice(-2000)}`, { cause: error });
  }
  return { url, close };
}

async function ready(url: string, child: ChildProcess): Promise<void> {
  const deadline = AbortSignal.timeout(patience);
  for (;;) {
    if (child.exitCode !== null) throw new Error(`it ended with status ${child.exitCode}`);
    const answer = await fetch(url, { signal: deadline }).catch(() => undefined);
    if (answer?.ok === true) return;
    deadline.throwIfAborted();
    await new Promise((resolve) => {
      setTimeout(resolve, 50);
    });
  }
}

/** Asks the process to end, and ends it when it does not: MiniStack waits for its functions, at worst an hour. */
async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => {
    child.once("exit", resolve);
  });
  child.kill("SIGTERM");
  const impatience = setTimeout(() => child.kill("SIGKILL"), 2000);
  await ended;
  clearTimeout(impatience);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => {
        if (typeof address === "object" && address !== null) resolve(address.port);
        else reject(new Error("the system gives no port"));
      });
    });
  });
}
