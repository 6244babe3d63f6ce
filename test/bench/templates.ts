import { performance } from "node:perf_hooks";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { readWorkloadManifest } from "../../src/manifest/read-workload-manifest.ts";
import type { WorkloadManifest } from "../../src/manifest/workload-manifest.ts";
import type { RenderedStack, WorkloadInputs } from "../../src/render/inputs.ts";
import { renderWorkload } from "../../src/render/render-workload.ts";
import { writeTemplate } from "../../src/template/write-template.ts";
import { exampleManifest } from "./example-manifests.ts";
import { writeFigures } from "./figures.ts";

/**
 * How many templates a second one core makes, manifest text to template text, of all workload types in turn. Five
 * rounds after one to warm up, each with manifests of its own; the figure is the median round's.
 */
const rounds = 5;
const manifestsPerRound = 1_200;

interface Round {
  readonly templatesPerSecond: number;
  /** The same by the processor's time, which other programs on a busy machine do not lengthen. */
  readonly templatesPerCpuSecond: number;
  readonly readMilliseconds: number;
  readonly renderMilliseconds: number;
  readonly writeMilliseconds: number;
  readonly heapMegabytes: number;
}

const inputs: WorkloadInputs = {
  application: { name: "shop", tags: { team: "core" }, permissionsBoundary: "Limits" },
  environment: {
    name: "test",
    account: "111122223333",
    region: "eu-west-1",
    manifest: { name: "test", type: "Environment" },
    templateVersion: "v1.34.0",
    serviceDiscoveryEndpoint: "test.shop.local",
  },
  artifacts: { bucket: "artifacts", keyArn: "arn:aws:kms:eu-west-1:111122223333:key/1" },
  images: {},
  envFiles: {},
  assetMappingUrl: "https://artifacts.s3.eu-west-1.amazonaws.com/mapping.json",
  functionRuntime: "nodejs20.x",
  templateVersion: "v1.34.0",
  additionalTags: {},
  updateId: "bench",
};

const warmUp = measure(0);
const measured = Array.from({ length: rounds }, (_, index) => measure((index + 1) * manifestsPerRound));
const median = medianRound(measured);
const growth = (measured.at(-1)?.heapMegabytes ?? 0) - warmUp.heapMegabytes;

const each = (milliseconds: number): number => milliseconds / manifestsPerRound;
writeFigures({
  figures: {
    "templates per CPU s": median.templatesPerCpuSecond,
    "templates per wall s": median.templatesPerSecond,
    "wall ms to read one": each(median.readMilliseconds),
    "wall ms to render one": each(median.renderMilliseconds),
    "wall ms to write one": each(median.writeMilliseconds),
    "heap MB grown over the rounds": growth,
  },
});

function measure(first: number): Round {
  const texts = Array.from({ length: manifestsPerRound }, (_, index) => exampleManifest(first + index));
  const cpuBefore = process.cpuUsage();
  const started = performance.now();
  let reading = 0;
  let rendering = 0;
  let characters = 0;
  for (const text of texts) {
    const before = performance.now();
    const manifest = readOrThrow(text);
    const read = performance.now();
    const stack = renderOrThrow(manifest);
    const done = performance.now();
    characters += writeTemplate(stack.template).length;
    reading += read - before;
    rendering += done - read;
  }
  const total = performance.now() - started;
  const cpu = process.cpuUsage(cpuBefore);
  if (characters === 0) throw new Error("nothing was written");
  return {
    templatesPerSecond: manifestsPerRound / (total / 1000),
    templatesPerCpuSecond: manifestsPerRound / ((cpu.user + cpu.system) / 1e6),
    readMilliseconds: reading,
    renderMilliseconds: rendering,
    writeMilliseconds: total - reading - rendering,
    heapMegabytes: heapInUse(),
  };
}

/** Megabytes that a full collection leaves: what a round would leak. */
function heapInUse(): number {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  if (typeof collect === "function") collect();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

function readOrThrow(text: string): WorkloadManifest {
  const reading = readWorkloadManifest(text, { file: "copilot/bench/manifest.yml", environment: "test" });
  if (reading.kind === "read") return reading.manifest;
  throw new Error(reading.findings.map((finding) => `${finding.field}: ${finding.message}`).join("; "));
}

function renderOrThrow(manifest: WorkloadManifest): RenderedStack {
  const result = renderWorkload(manifest, inputs);
  if (result.kind === "rendered") return result.stack;
  throw new Error(result.faults.map((fault) => fault.message).join("; "));
}

function medianRound(all: readonly Round[]): Round {
  const sorted = all.toSorted((left, right) => left.templatesPerCpuSecond - right.templatesPerCpuSecond);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new Error("no rounds were measured");
  return middle;
}
