import { createServer, type Server } from "node:http";
import { getRequestListener } from "@hono/node-server";

/** A listening server. */
export interface ListeningServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Where to listen: loopback unless a host is given; port 0 lets the system choose. */
export interface ListenOptions {
  readonly port: number;
  readonly host?: string;
  /** Milliseconds in which a request has to have arrived; 10 seconds when left out. */
  readonly patience?: number;
}

/** Serves a web application. Slow and idle requests are cut off, so that no one client can hold the process up. */
export async function serve(
  app: { fetch: (request: Request) => Response | Promise<Response> },
  options: ListenOptions,
): Promise<ListeningServer> {
  const host = options.host ?? "127.0.0.1";
  const { patience = 10_000 } = options;
  const server = createServer(
    {
      headersTimeout: patience,
      requestTimeout: patience,
      // How often it is looked for what is late: the half of a minute that is usual is far too long.
      connectionsCheckingInterval: patience / 5,
      keepAliveTimeout: 5_000,
      maxHeaderSize: 16_384,
    },
    // eslint-plugin-promise sees a promise that the adapter itself settles.
    (request, response) => void getRequestListener(app.fetch)(request, response),
  );
  server.maxConnections = 1000;
  await listen(server, options.port, host);
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : options.port;
  return { url: `http://${host.includes(":") ? `[${host}]` : host}:${port}/`, close: () => close(server) };
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
