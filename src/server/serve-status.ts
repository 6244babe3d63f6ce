import { createServer, type Server, type ServerResponse } from "node:http";
import { escapeHtml } from "./escape-html.ts";

/** What the page shows and the probes answer; read afresh with each request. */
export interface StatusView {
  /** Whether every application has ended a first pass. */
  readonly isReady: () => boolean;
  /** One text per application, as `autoland status` prints it. */
  readonly texts: () => readonly string[];
}

/** A listening server. */
export interface StatusServer {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves `/healthz` (the process answers), `/readyz` (every application was looked at) and a plain page of where things stand.
 * It takes no input but the path of a GET, and listens on loopback unless a host is given.
 */
export async function serveStatus(
  view: StatusView,
  options: { readonly port: number; readonly host?: string },
): Promise<StatusServer> {
  const host = options.host ?? "127.0.0.1";
  const server = createServer((request, response) => {
    const path = (request.url ?? "/").split("?")[0];
    if (request.method !== "GET" && request.method !== "HEAD")
      return answer(response, 405, "text/plain", "only GET\n");
    if (path === "/healthz") return answer(response, 200, "text/plain", "ok\n");
    if (path === "/readyz") {
      return view.isReady()
        ? answer(response, 200, "text/plain", "ready\n")
        : answer(response, 503, "text/plain", "not looked at everything yet\n");
    }
    if (path === "/") return answer(response, 200, "text/html", page(view.texts()));
    return answer(response, 404, "text/plain", "not found\n");
  });
  server.headersTimeout = 10_000;
  server.requestTimeout = 10_000;
  await listen(server, options.port, host);
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : options.port;
  return { url: `http://${host}:${port}/`, close: () => close(server) };
}

function answer(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, {
    "content-type": `${type}; charset=utf-8`,
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
  });
  response.end(body);
}

function page(texts: readonly string[]): string {
  const body =
    texts.length === 0
      ? "<p>Nothing was looked at yet.</p>"
      : texts.map((text) => `<pre>${escapeHtml(text)}</pre>`).join("\n");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="5">
<title>Autoland</title>
<style>
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; }
pre { font: 14px/1.5 ui-monospace, monospace; overflow-x: auto; padding: 1rem; border: 1px solid color-mix(in srgb, currentColor 25%, transparent); border-radius: 8px; white-space: pre-wrap; }
</style>
</head>
<body>
<h1>Autoland</h1>
${body}
</body>
</html>
`;
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => resolve());
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
