import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { environmentFolder, pythonProgram } from "../python/python-tools.ts";
import type { Backend, ContractCredentials } from "./backend.ts";
import { startChildServer, type ChildServer, type ChildServerOptions } from "./child-server.ts";
import { makeClients } from "./make-clients.ts";

const region = "eu-west-1";

/**
 * MiniStack. It listens on all interfaces and on a second port unless told otherwise, runs functions with the `node` that it
 * finds, and takes twelve digits as an access key for that account.
 */
export async function miniStack(): Promise<Backend> {
  const server = await startInScratch({
    program: pythonProgram("ministack"),
    options: () => [],
    environment: (port) => ({
      BIND_HOST: "127.0.0.1",
      GATEWAY_PORT: String(port),
      MINISTACK_HOST: "127.0.0.1",
      IOT_MTLS_ENABLED: "0",
      LAMBDA_EXECUTOR: "local",
      MINISTACK_REGION: region,
    }),
    readyPath: "/_ministack/health",
  });
  return {
    name: "MiniStack",
    account: "111122223333",
    otherAccount: "444455556666",
    ...emulatorBasics(server, (account) => ({ accessKeyId: account, secretAccessKey: "any" })),
  };
}

/** moto's server. Any key is one of account 123456789012, save those of sessions. */
export async function moto(): Promise<Backend> {
  const server = await startInScratch({
    program: pythonProgram("moto_server"),
    options: (port) => ["-H", "127.0.0.1", "-p", String(port)],
    environment: () => ({ AWS_DEFAULT_REGION: region }),
    readyPath: "/moto-api/data.json",
  });
  return {
    name: "moto",
    account: "123456789012",
    otherAccount: "444455556666",
    ...emulatorBasics(server, () => ({ accessKeyId: "any", secretAccessKey: "any" })),
  };
}

function emulatorBasics(
  { url, close }: ChildServer,
  keyOf: (account: string) => ContractCredentials,
): Pick<Backend, "region" | "clientsOf" | "clientsWith" | "run" | "pause" | "close"> {
  const via = { kind: "endpoint", endpoint: url } as const;
  return {
    region,
    clientsOf: (account) => makeClients({ region, credentials: keyOf(account), via }),
    clientsWith: (credentials) => makeClients({ region, credentials, via }),
    run: (work) => work,
    pause: () =>
      new Promise((resolve) => {
        setTimeout(resolve, 50);
      }),
    close,
  };
}

/** A server that sees nothing of this machine's AWS settings and leaves nothing behind. */
async function startInScratch(wanted: ChildServerOptions): Promise<ChildServer> {
  const scratch = mkdtempSync(path.join(tmpdir(), "autoland-emulator-"));
  const search = [
    path.join(environmentFolder, "bin"),
    path.dirname(process.execPath),
    process.env["PATH"] ?? "",
  ];
  const clean = (): void => rmSync(scratch, { recursive: true, force: true });
  try {
    const server = await startChildServer({
      ...wanted,
      environment: (port) => ({
        PATH: search.join(path.delimiter),
        HOME: scratch,
        TMPDIR: scratch,
        ...wanted.environment(port),
      }),
    });
    return {
      url: server.url,
      close: async () => {
        await server.close();
        clean();
      },
    };
  } catch (error) {
    clean();
    throw error;
  }
}
