import { execFileSync, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { functionBundles } from "../../src/functions/bundle.ts";
import { functionsFor, functionSources } from "../../src/functions/catalog.ts";
import type { FunctionOwner } from "../../src/functions/catalog.ts";
import { zipArchive } from "../../src/zip/zip-archive.ts";
import type { LambdaHandler } from "../../src/functions/custom-resource/entry.ts";
import { bundleScript } from "../generate/bundle-script.ts";
import { customResourceEvent } from "./run-function.ts";

const owners: readonly FunctionOwner[] = [
  "Environment",
  "Load Balanced Web Service",
  "Backend Service",
  "Worker Service",
  "Request-Driven Web Service",
  "Static Site",
  "Scheduled Job",
];

const context = { logGroupName: "group", logStreamName: "stream", getRemainingTimeInMillis: () => 60_000 };

const hasPython = spawnSync("python3", ["--version"]).status === 0;

const folder = path.join(import.meta.dirname, "../../src/functions/bundles");

test.each(functionSources())("the committed script of %s is what its source makes", async (source) => {
  const committed = readFileSync(path.join(folder, `${source}.cjs`), "utf8");
  expect(committed, "run: node test/generate/function-bundles.ts").toBe(await bundleScript(source));
});

test("no script is left from a function that is gone", () => {
  expect(readdirSync(folder).toSorted()).toEqual(functionSources().map((source) => `${source}.cjs`));
});

test.each(functionSources())(
  "the script of %s needs nothing but Node and the AWS clients of the runtime",
  (source) => {
    const script = readFileSync(path.join(folder, `${source}.cjs`), "utf8");
    const needed = [...script.matchAll(/require\("([^"]+)"\)/g)].map(([, name]) => name ?? "");
    expect(
      needed.filter((name) => !name.startsWith("node:") && !/^@aws-sdk\/client-[a-z0-9-]+$/.test(name)),
    ).toEqual([]);
  },
);

test.each(owners)("each function of %s exports the handler that its template names", (owner) => {
  const load = createRequire(import.meta.url);
  for (const { source, handler } of functionsFor(owner)) {
    const script = load(path.join(folder, `${source}.cjs`)) as Record<string, unknown>;
    expect(script[handler], `${source}: ${handler}`).toBeTypeOf("function");
  }
});

test.each(owners)("the bundles of %s stand under the hash of their bytes", async (owner) => {
  const bundles = await functionBundles(owner);
  expect([...bundles.keys()]).toEqual(functionsFor(owner).map(({ name }) => name));
  for (const [name, { zip, sha256, key }] of bundles) {
    expect(sha256).toBe(createHash("sha256").update(zip).digest("hex"));
    expect(key).toBe(`manual/scripts/custom-resources/${name.toLowerCase()}/${sha256}.zip`);
  }
});

test("one name means different code for different owners", async () => {
  const hashes = await Promise.all(
    (["Environment", "Request-Driven Web Service", "Static Site"] as const).map(
      async (owner) => (await functionBundles(owner)).get("CustomDomainFunction")?.sha256,
    ),
  );
  expect(new Set(hashes).size).toBe(3);
});

test.skipIf(!hasPython)(
  "an archive is read by an independent unzip (needs python3), with its names, contents and permissions",
  () => {
    const archive = zipArchive([
      { name: "index.js", content: Buffer.from("exports.handler = 1;\n") },
      { name: "näme.txt", content: Buffer.alloc(70_000, "é") },
    ]);
    const scratch = mkdtempSync(path.join(os.tmpdir(), "autoland-zip-"));
    try {
      const file = path.join(scratch, "function.zip");
      writeFileSync(file, archive);
      const listing = `import sys,zipfile,json
z=zipfile.ZipFile(sys.argv[1]); z.testzip()
print(json.dumps([[i.filename,i.file_size,oct(i.external_attr>>16),list(i.date_time)] for i in z.infolist()]))`;
      const read = execFileSync("python3", ["-c", listing, file], { encoding: "utf8" });
      expect(JSON.parse(read)).toEqual([
        ["index.js", 21, "0o100644", [1980, 1, 1, 0, 0, 0]],
        ["näme.txt", 70_000, "0o100644", [1980, 1, 1, 0, 0, 0]],
      ]);
    } finally {
      rmSync(scratch, { recursive: true });
    }
  },
);

test("a bundled function runs as Lambda runs it, and answers as a presigned address demands", async () => {
  const received: {
    method?: string | undefined;
    type?: string | undefined;
    length: boolean;
    body: string;
  }[] = [];
  const server = createServer((request, answer) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks);
      const { "content-type": type, "content-length": length } = request.headers;
      received.push({
        method: request.method,
        type,
        length: Number(length) === body.length,
        body: body.toString(),
      });
      answer.end();
    });
  }).listen(0, "127.0.0.1");
  try {
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const load = createRequire(import.meta.url);
    const { handler } = load(path.join(folder, "unique-json-values.cjs")) as { handler: LambdaHandler };
    const event = customResourceEvent("Create", { Aliases: '{"wéb":["www.exämple.com"]}', FilterFor: "wéb" });
    await handler({ ...event, ResponseURL: `http://127.0.0.1:${port}/answer?signed` }, context);
  } finally {
    server.close();
  }
  expect(received).toMatchObject([{ method: "PUT", type: "", length: true }]);
  expect(JSON.parse(received[0]?.body ?? "")).toMatchObject({
    Status: "SUCCESS",
    Data: { UniqueValues: ["www.exämple.com"] },
  });
});

test("the same entries give the same bytes", () => {
  const entries = [{ name: "index.js", content: Buffer.from("1") }];
  expect(zipArchive(entries)).toEqual(zipArchive(entries));
});
