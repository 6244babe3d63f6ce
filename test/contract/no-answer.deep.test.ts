import { ContinueUpdateRollbackCommand } from "@aws-sdk/client-cloudformation";
import { createServer } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pythonNeeds } from "../python/python-tools.ts";
import type { Backend } from "./backend.ts";
import { faultOf } from "./contract-case.ts";
import { moto } from "./emulators.ts";
import { makeClients } from "./make-clients.ts";

const { missing, because } = pythonNeeds("moto_server");
const command = new ContinueUpdateRollbackCommand({ StackName: "any" });

test("a web server's error page is told apart from a fault of AWS", async () => {
  const server = createServer((_request, response) => {
    response.writeHead(500, { "content-type": "text/html; charset=utf-8" });
    response.end("<!doctype html><title>500 Internal Server Error</title>");
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve());
  });
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("the server has no port");
  const { cloudFormation } = makeClients({
    region: "eu-west-1",
    credentials: { accessKeyId: "any", secretAccessKey: "any" },
    via: { kind: "endpoint", endpoint: `http://127.0.0.1:${address.port}` },
  });
  try {
    expect(await faultOf(cloudFormation.send(command))).toEqual({ noAnswer: 500 });
  } finally {
    server.close();
    server.closeAllConnections();
  }
});

test("an answer that cannot be read is no fault of AWS either", async () => {
  const garbled = Promise.reject(new SyntaxError("Unexpected token"));
  await expect(faultOf(garbled)).rejects.toThrow("Unexpected token");
});

let backend: Backend | undefined;

beforeAll(async () => {
  if (!missing) backend = await moto();
}, 90_000);
afterAll(() => backend?.close());

test.skipIf(missing)(`what moto does not play is no answer, and no fault of AWS${because}`, async () => {
  const clients = backend?.clientsOf(backend.account);
  expect(await faultOf(clients?.cloudFormation.send(command) ?? Promise.resolve())).toEqual({
    noAnswer: 500,
  });
});
