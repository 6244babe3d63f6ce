import { isWindows } from "../parts/platform.ts";
import { field } from "../shape/field-path.ts";
import type { Report } from "../shape/report.ts";
import type { WorkloadManifest } from "../workload-manifest.ts";
import type { LintContext } from "./lint-rule.ts";

/** Memory in MiB for each CPU value: from, to, and the step between. */
type Sizes = ReadonlyMap<number, readonly number[]>;

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html#fargate-tasks-size */
const fargate: Sizes = new Map([
  [256, [512, 1024, 2048]],
  [512, steps(1024, 4096, 1024)],
  [1024, steps(2048, 8192, 1024)],
  [2048, steps(4096, 16_384, 1024)],
  [4096, steps(8192, 30_720, 1024)],
  [8192, steps(16_384, 61_440, 4096)],
  [16_384, steps(32_768, 122_880, 8192)],
]);

/** https://docs.aws.amazon.com/apprunner/latest/dg/architecture.html */
const appRunner: Sizes = new Map([
  [256, [512, 1024]],
  [512, [1024]],
  [1024, [2048, 3072, 4096]],
  [2048, [4096, 6144]],
  [4096, [8192, 10_240, 12_288]],
]);

const smallestWindowsCpu = 1024;

/** Reports pairs of cpu and memory that Fargate or App Runner refuses; Copilot finds out only while deploying. */
export function lintTaskSize(manifest: WorkloadManifest, _context: LintContext, report: Report): void {
  if (manifest.type === "Static Site") return;
  const { cpu, memory, type, platform } = manifest;
  const [where, sizes] =
    type === "Request-Driven Web Service"
      ? (["App Runner", appRunner] as const)
      : (["Fargate", fargate] as const);
  const memories = sizes.get(cpu);
  if (memories === undefined) {
    const message = `cpu is ${cpu}; ${where} has ${[...sizes.keys()].join(", ")}.`;
    report({ code: "unsupported-task-size", at: field(undefined, "cpu"), message });
    return;
  }
  if (!memories.includes(memory)) {
    const message = `memory is ${memory}; with cpu ${cpu}, ${where} has ${shortList(memories)}.`;
    report({ code: "unsupported-task-size", at: field(undefined, "memory"), message });
  }
  if (where === "App Runner" || !isWindows(platform) || cpu >= smallestWindowsCpu) return;
  const message = `cpu is ${cpu}; a Windows task needs at least ${smallestWindowsCpu}.`;
  report({ code: "unsupported-task-size", at: field(undefined, "cpu"), message });
}

function steps(from: number, to: number, step: number): readonly number[] {
  return Array.from({ length: (to - from) / step + 1 }, (_, at) => from + at * step);
}

function shortList(values: readonly number[]): string {
  const [first, second] = values;
  if (first === undefined || second === undefined || values.length <= 4) return values.join(", ");
  return `${first} to ${values.at(-1)} in steps of ${second - first}`;
}
