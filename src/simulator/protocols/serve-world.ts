import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { ConnectionLost } from "../kernel/aws-fault.ts";
import { answerRequest, type Entrance } from "./answer-request.ts";
import type { WireRequest } from "./wire.ts";

/** A world behind a loopback address. */
export interface ServedWorld {
  /** For `--endpoint-url`, `AWS_ENDPOINT_URL` or a client's `endpoint`. */
  readonly url: string;
  close(): Promise<void>;
}

/** The largest request that is read; S3 takes 5 GB in one PUT, no test or demo does. */
const largestBody = 64 * 1024 * 1024;

/**
 * Serves a world on 127.0.0.1, on a free port unless one is given. Services are told apart by the signature's scope,
 * so that one address serves them all, as `AWS_ENDPOINT_URL` expects.
 */
export async function serveWorld(
  world: Entrance,
  options: { readonly port?: number } = {},
): Promise<ServedWorld> {
  const server = createServer((request, response) => {
    respond(world, request, response).catch((error: unknown) => {
      if (error instanceof ConnectionLost || response.headersSent) response.destroy();
      else response.writeHead(500, { "content-type": "text/plain" }).end(faultOfSimulator(error));
    });
  });
  await listen(server, options.port ?? 0);
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => closeServer(server),
  };
}

async function respond(world: Entrance, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const answer = await answerRequest(world, await wireRequestOf(request));
  response.writeHead(answer.status, { ...answer.headers, "content-length": lengthOf(request, answer) });
  response.end(answer.body);
}

/** What is no fault of AWS's is said as such, so that nobody takes it for one. */
function faultOfSimulator(error: unknown): string {
  return `The simulated AWS itself failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`;
}

/** The answer to HEAD states the length of what GET would send. */
function lengthOf(
  request: IncomingMessage,
  answer: { readonly headers: Readonly<Record<string, string>>; readonly body: Uint8Array },
): string {
  const stated = request.method === "HEAD" ? answer.headers["content-length"] : undefined;
  return stated ?? String(answer.body.length);
}

async function wireRequestOf(request: IncomingMessage): Promise<WireRequest> {
  const url = new URL(request.url ?? "/", "http://127.0.0.1");
  const query = new Map<string, readonly string[]>();
  for (const name of url.searchParams.keys()) query.set(name, url.searchParams.getAll(name));
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(",") : value;
  }
  return {
    method: request.method ?? "GET",
    host: (headers["host"] ?? "").replace(/:\d+$/, ""),
    // Not url.pathname: URL would resolve dots in object keys.
    path: (request.url ?? "/").split("?")[0] ?? "/",
    query,
    headers,
    body: await readBody(request),
  };
}

async function readBody(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    size += bytes.length;
    if (size > largestBody) throw new ConnectionLost("before-effect");
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve());
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
    server.closeAllConnections();
  });
}
