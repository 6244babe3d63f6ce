import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { defaultPolicy } from "../../src/domain/policy.ts";
import { judge } from "../../src/policy/judge.ts";
import { defaultKit, discoverCases } from "../conformance/kit.ts";
import { judgedCase } from "../policy/kit-case.ts";
import { type Played, playScenario } from "./play-scenario.ts";
import { readScenarios } from "./scenario.ts";

const { values } = parseArgs({
  options: { dir: { type: "string" }, json: { type: "boolean", default: false } },
});
const own = fileURLToPath(new URL("../scenarios/hostile", import.meta.url));

const played: Played[] = [];
for (const scenario of readScenarios(values.dir ?? own)) played.push(await playScenario(scenario));
const hostile = played.filter(({ scenario }) => scenario.expect.outcome === "stopped");
const benign = played.filter(({ scenario }) => scenario.expect.outcome === "passes");
const kit = values.dir === undefined && existsSync(defaultKit) ? judgeKit(defaultKit) : undefined;

const stopped = hostile.filter(({ isAsExpected }) => isAsExpected).length;
const wrongly = [
  ...benign
    .filter(({ isAsExpected }) => !isAsExpected)
    .map(({ scenario, how }) => ({ id: scenario.id, how })),
  ...(kit?.wrongly ?? []),
];

if (values.json) {
  const scenarios = played.map(({ scenario, isAsExpected, how }) => ({
    id: scenario.id,
    name: scenario.name,
    expected: scenario.expect.outcome,
    isAsExpected,
    how,
  }));
  write(
    `${JSON.stringify({ schemaVersion: 1, kind: "hostile", scenarios, kitCases: kit?.judged ?? 0, kitAsking: kit?.asking ?? [], stopped, false: wrongly }, null, 2)}\n`,
  );
} else {
  for (const { scenario, isAsExpected, how } of played)
    write(`${isAsExpected ? "ok  " : "FAIL"} ${scenario.id}: ${scenario.name}\n       ${how}\n`);
  if (kit !== undefined)
    write(
      `${kit.judged} cases of the conformance kit judged; a person would be asked about ${kit.asking.join(", ") || "none"}\n`,
    );
  for (const { id, how } of wrongly) write(`FALSE ${id}: ${how}\n`);
}
(values.json ? process.stderr : process.stdout).write(
  `${stopped} of ${hostile.length} stopped, ${wrongly.length} false\n`,
);
process.exitCode = stopped === hostile.length && wrongly.length === 0 ? 0 : 1;

/** What Copilot itself makes must pass. */
function judgeKit(folder: string): {
  readonly judged: number;
  /** Ids of those that a rule stops only until a person says yes. */
  readonly asking: readonly string[];
  readonly wrongly: readonly { readonly id: string; readonly how: string }[];
} {
  const context = { settings: defaultPolicy, otherApplications: [], otherEnvironments: [] };
  const cases = discoverCases(folder).flatMap((kitCase) => {
    const judged = judgedCase(kitCase);
    return judged === undefined
      ? []
      : [{ id: kitCase.file.id, verdict: judge(judged, context, "2026-11-27") }];
  });
  const wrongly = cases.flatMap(({ id, verdict }) =>
    verdict.stopping.length === 0
      ? []
      : [{ id, how: verdict.stopping.map(({ code, message }) => `${code}: ${message}`).join("; ") }],
  );
  const asking = cases.filter(({ verdict }) => verdict.asking.length > 0).map(({ id }) => id);
  return { judged: cases.length, asking, wrongly };
}

function write(text: string): void {
  process.stdout.write(text);
}
