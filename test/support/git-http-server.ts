import { spawn } from "node:child_process";
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";

/** What the server does besides serving: whom it lets in, and how it misbehaves. */
export interface GitHttpOptions {
  /** The folder of the bare repository that stands at `/shop.git`. */
  readonly folder: string;
  /** Basic credentials that are asked for. */
  readonly credentials?: { readonly username: string; readonly password: string };
  /** Answers this status to everything. */
  readonly status?: number;
  /** Whether partial fetches are supported; they are unless this says `refused`. */
  readonly filters?: "supported" | "refused";
  /** `oldest` speaks version 0 of Git's protocol, in which only branch heads may be asked for. */
  readonly protocol?: "newest" | "oldest";
  /** Takes requests and never answers: any, or only those for objects. */
  readonly silentOn?: "everything" | "objects";
}

/** One request that reached the server. */
export interface GitHttpRequest {
  readonly method: string;
  readonly url: string;
}

/** Serves a repository over smart HTTP on loopback, by git's own `git http-backend` (git-http-backend(1)). */
export class GitHttpServer implements AsyncDisposable {
  readonly requests: GitHttpRequest[] = [];
  /** What the requests that were let in asked for, in Git's protocol version 2. */
  readonly commands: ("capabilities" | "ls-refs" | "fetch")[] = [];
  #speaks = false;
  readonly #server: Server;
  readonly #options: GitHttpOptions;

  private constructor(options: GitHttpOptions) {
    this.#options = options;
    this.#server = createServer((request, response) => this.#answer(request, response));
  }

  static async start(options: GitHttpOptions): Promise<GitHttpServer> {
    const server = new GitHttpServer(options);
    await new Promise<void>((resolve) => server.#server.listen(0, "127.0.0.1", resolve));
    return server;
  }

  /** Host and port. */
  get host(): string {
    const address = this.#server.address() as AddressInfo;
    return `127.0.0.1:${address.port}`;
  }

  get url(): string {
    return `http://${this.host}/shop.git`;
  }

  /** Ends its silence; requests that were made before stay without an answer. */
  speak(): void {
    this.#speaks = true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { credentials, status, silentOn } = this.#options;
    this.requests.push({ method: request.method ?? "", url: request.url ?? "" });
    if (silentOn === "everything") return;
    if (status !== undefined) {
      response.writeHead(status).end();
      return;
    }
    if (credentials !== undefined && request.headers.authorization !== basic(credentials)) {
      response.writeHead(401, { "www-authenticate": 'Basic realm="git"' }).end();
      return;
    }
    if (!request.url?.startsWith("/shop.git/")) {
      response.writeHead(404).end();
      return;
    }
    void this.#serve(request, response);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    const isFetch = textOf(request, body).includes("command=fetch");
    this.commands.push(isFetch ? "fetch" : request.method === "POST" ? "ls-refs" : "capabilities");
    if (!isFetch || this.#options.silentOn !== "objects" || this.#speaks)
      this.#runBackend(request, response, body);
  }

  #runBackend(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
    const url = new URL(request.url ?? "", "http://localhost");
    const backend = spawn("git", ["http-backend"], {
      env: {
        PATH: process.env["PATH"] ?? "",
        GIT_CONFIG_NOSYSTEM: "1",
        GIT_CONFIG_COUNT: "2",
        GIT_CONFIG_KEY_0: "uploadpack.allowFilter",
        GIT_CONFIG_VALUE_0: this.#options.filters === "refused" ? "false" : "true",
        GIT_CONFIG_KEY_1: "safe.directory",
        GIT_CONFIG_VALUE_1: "*",
        GIT_HTTP_EXPORT_ALL: "1",
        GIT_PROJECT_ROOT: this.#options.folder,
        PATH_INFO: url.pathname.slice("/shop.git".length),
        QUERY_STRING: url.search.slice(1),
        REQUEST_METHOD: request.method ?? "GET",
        CONTENT_TYPE: request.headers["content-type"] ?? "",
        HTTP_CONTENT_ENCODING: request.headers["content-encoding"] ?? "",
        GIT_PROTOCOL:
          this.#options.protocol === "oldest" ? "" : String(request.headers["git-protocol"] ?? ""),
      },
      stdio: ["pipe", "pipe", "ignore"],
    });
    backend.stdin.on("error", () => {});
    backend.stdin.end(body);
    forwardCgi(backend.stdout, response);
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function textOf(request: IncomingMessage, body: Buffer): string {
  return (request.headers["content-encoding"] === "gzip" ? gunzipSync(body) : body).toString();
}

function basic(credentials: { readonly username: string; readonly password: string }): string {
  return `Basic ${Buffer.from(`${credentials.username}:${credentials.password}`).toString("base64")}`;
}

/** A CGI answer: header lines, an empty line, the body (RFC 3875, 6). */
function forwardCgi(output: NodeJS.ReadableStream, response: ServerResponse): void {
  let head = Buffer.alloc(0);
  let isBody = false;
  output.on("data", (chunk: Buffer) => {
    if (isBody) {
      response.write(chunk);
      return;
    }
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf("\r\n\r\n");
    if (end < 0) return;
    isBody = true;
    writeHead(head.toString("utf8", 0, end), response);
    response.write(head.subarray(end + 4));
  });
  output.on("end", () => response.end());
}

function writeHead(text: string, response: ServerResponse): void {
  for (const line of text.split("\r\n")) {
    const colon = line.indexOf(":");
    const name = line.slice(0, colon);
    const value = line.slice(colon + 1).trim();
    if (name === "Status") response.statusCode = Number.parseInt(value, 10);
    else response.setHeader(name, value);
  }
}
