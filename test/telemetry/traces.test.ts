import { createServer } from "node:http";
import { InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace";
import { expect, test } from "vitest";
import type { Happening } from "../../src/domain/happening.ts";
import { commitSha } from "../../src/domain/revision.ts";
import { makeTraces, openTraces } from "../../src/telemetry/traces.ts";
import { planWith, stepFor } from "../report/situations.ts";

const at = (second: number): Date => new Date(Date.UTC(2026, 10, 20, 9, 0, second));
const step = stepFor("api");
const other = { repository: "acme/shop", branch: "main", commit: commitSha("b".repeat(40)) };

function looked(when: number, changes: Parameters<typeof planWith>[0]): Happening {
  return { kind: "looked", application: "shop", at: at(when), plan: planWith(changes), health: [] };
}

const began: Happening = { kind: "step-began", application: "shop", at: at(2), step };
const failure = { disposition: "stall", reason: "StackOperationFailed", message: "secret words" } as const;
const failed: Happening = {
  kind: "step-ended",
  application: "shop",
  at: at(9),
  outcome: { kind: "failed", step, failure },
};
const applied: Happening = {
  kind: "step-ended",
  application: "shop",
  at: at(9),
  outcome: { kind: "applied", step },
};

async function spansOf(...happenings: readonly Happening[]) {
  const exporter = new InMemorySpanExporter();
  const traces = await makeTraces(new SimpleSpanProcessor({ exporter }));
  for (const happening of happenings) traces.tell(happening);
  return exporter.getFinishedSpans();
}

test("a commit's way into an environment is one trace, with a span for each step, at the times that things happened", async () => {
  const [inner, outer] = await spansOf(
    looked(0, { steps: [step] }),
    began,
    applied,
    looked(10, { inSync: ["api"] }),
  );
  expect(outer).toMatchObject({
    name: "delivery",
    attributes: { "autoland.environment": "test", "vcs.ref.head.revision": "a".repeat(40) },
  });
  expect(inner).toMatchObject({ name: "create-stack", attributes: { "autoland.step": step.digest } });
  expect(inner?.parentSpanContext?.spanId).toBe(outer?.spanContext().spanId);
  expect(inner?.startTime[0]).toBe(at(2).getTime() / 1000);
  expect(outer?.endTime[0]).toBe(at(10).getTime() / 1000);
});

test("a commit that another one overtakes ends its trace there", async () => {
  const [span] = await spansOf(looked(0, { steps: [step] }), looked(5, { revision: other, steps: [step] }));
  expect(span?.attributes).toMatchObject({
    "autoland.overtaken": true,
    "vcs.ref.head.revision": "a".repeat(40),
  });
});

test("a failed step says its reason and nothing that AWS said", async () => {
  const line: Happening = {
    kind: "step-progressed",
    application: "shop",
    at: at(3),
    step,
    line: "secret words",
  };
  const [span] = await spansOf(looked(0, { steps: [step] }), began, line, failed);
  expect(span?.status).toMatchObject({ code: 2, message: "StackOperationFailed" });
  expect(JSON.stringify(span?.attributes) + JSON.stringify(span?.events)).not.toContain("secret");
});

test("what a start finds in sync is no trace", async () => {
  expect(await spansOf(looked(0, { inSync: ["api"] }), looked(1, { inSync: ["api"] }))).toEqual([]);
});

test("spans reach a collector by OTLP over HTTP before the process ends", async () => {
  const got: string[] = [];
  const server = createServer((request, response) => {
    got.push(`${request.method} ${request.url}`);
    request.resume().on("end", () => response.end());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const traces = await openTraces(
    `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}/`,
  );
  for (const happening of [looked(0, { steps: [step] }), looked(10, { inSync: ["api"] })])
    traces.tell(happening);
  await traces.close();
  expect(got).toEqual(["POST /v1/traces"]);
  await new Promise((resolve) => server.close(resolve));
});
