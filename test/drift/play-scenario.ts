import { driftOf } from "../../src/config/drift-config.ts";
import { type DriftFinding, type DriftReport, findingsOf } from "../../src/domain/drift.ts";
import { changeBehindBack, deleteBehindBack } from "../../src/simulator/cloudformation/drift/tamper.ts";
import { rootOf } from "../../src/simulator/kernel/principal.ts";
import type { World } from "../../src/simulator/kernel/world.ts";
import type { Template } from "../../src/domain/template.ts";
import { withPath, withoutPathOf } from "./edit-template.ts";
import { readTemplate } from "../../src/template/read-template.ts";
import {
  type CopilotApplication,
  type DeployedByCopilot,
  openDeployed,
} from "../support/copilot-application.ts";
import { lookAtDrift } from "../support/drift.ts";
import type { DriftScenario, Edit } from "./scenario.ts";

/** What came of a scenario. */
export interface Played {
  readonly scenario: DriftScenario;
  /** Everything that was expected was found, in its layer. */
  readonly isFound: boolean;
  /** What was found besides. */
  readonly beside: readonly string[];
  readonly how: string;
}

/** Plays one scenario on a fresh copy of the application, and looks at the scenario's environment. */
export async function playScenario(scenario: DriftScenario, adopted: DeployedByCopilot): Promise<Played> {
  const application = await openDeployed(adopted);
  for (const edit of scenario.edits) await play(application, edit, scenario.environment);
  const report = await lookAtDrift(application, driftOf(scenario.drift).ignore, [scenario.environment]);
  return judge(scenario, report);
}

function judge(scenario: DriftScenario, report: DriftReport): Played {
  const findings = report.targets.flatMap(findingsOf);
  const matched = new Set<DriftFinding>();
  const missing = scenario.expect.filter((expected) => {
    const found = findings.filter((finding) => isAsExpected(finding, expected));
    for (const finding of found) matched.add(finding);
    return found.length === 0;
  });
  const beside = findings.filter((finding) => !matched.has(finding)).map(said);
  const how =
    missing.length === 0
      ? "found"
      : `not found: ${JSON.stringify(missing)}; there is ${findings.map(said).join("; ")}`;
  return { scenario, isFound: missing.length === 0, beside, how };
}

function isAsExpected(
  { layer, workload, subject, path, departure }: DriftFinding,
  expected: DriftScenario["expect"][number],
): boolean {
  if (layer !== expected.layer || workload !== expected.workload) return false;
  if (expected.departure !== undefined && departure !== expected.departure) return false;
  if (
    expected.resource !== undefined &&
    !(subject.kind === "resource" && subject.logicalId === expected.resource)
  )
    return false;
  return expected.path === undefined || path === expected.path || path.startsWith(`${expected.path}/`);
}

function said({ layer, environment, workload, subject, path, departure }: DriftFinding): string {
  const what = subject.kind === "resource" ? subject.logicalId : subject.kind;
  return `${layer} ${environment}/${workload ?? ""} ${what}${path} ${departure}`;
}

async function play(application: CopilotApplication, edit: Edit, environment: string): Promise<void> {
  const { world, source } = application;
  if ("commit" in edit) {
    source.commit("main", edit.commit);
    return;
  }
  if ("wait" in edit) {
    await world.run(world.clock.sleep(edit.wait * 1000));
    return;
  }
  const standard = placeOf(application, environment);
  if ("live" in edit) {
    const { stack, resource, set, account = standard.account, region = standard.region } = edit.live;
    const address = { account, region, stackName: nameOf(application, stack), logicalId: resource };
    if (edit.live.delete === true) deleteBehindBack(world, address);
    if (set !== undefined) changeBehindBack(world, address, set);
    return;
  }
  if ("call" in edit) {
    const { service, action, input, account = standard.account, region = standard.region } = edit.call;
    await call(world, { service, action, input }, { account, region });
    await world.run(world.clock.sleep(900_000));
    return;
  }
  await update(application, edit.update, {
    account: edit.update.account ?? standard.account,
    region: edit.update.region ?? standard.region,
  });
}

/** A stack by its name, or `PARENT/LOGICAL_ID` for one that it nests. */
function nameOf(application: CopilotApplication, stack: string): string {
  const [parent = "", nested] = stack.split("/");
  if (nested === undefined) return parent;
  const arn = application.stack(parent).resources.get(nested)?.physicalId ?? "";
  return arn.split("/")[1] ?? "";
}

function placeOf(
  application: CopilotApplication,
  environment: string,
): { readonly account: string; readonly region: string } {
  const { account, region } = application.stack(`books-${environment}`);
  return { account, region };
}

async function update(
  application: CopilotApplication,
  { stack, parameters, tags, template }: Extract<Edit, { update: unknown }>["update"],
  place: { readonly account: string; readonly region: string },
): Promise<void> {
  const { world } = application;
  const name = nameOf(application, stack);
  const { current } = application.stack(name);
  if (current === undefined) throw new Error(`stack ${name} is a shell`);
  const reading = readTemplate(current.body);
  if (reading.kind !== "read") throw new Error(`template of ${name} cannot be read`);
  let edited: Template = reading.template;
  for (const { path, value } of template)
    edited = value === undefined ? withoutPathOf(edited, path) : withPath(edited, path, value);
  const input = {
    StackName: name,
    ...(template.length === 0 ? { UsePreviousTemplate: true } : { TemplateBody: JSON.stringify(edited) }),
    Capabilities: ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"],
    Parameters: Object.keys(current.parameters).map((ParameterKey) => {
      const ParameterValue = parameters[ParameterKey];
      return ParameterValue === undefined
        ? { ParameterKey, UsePreviousValue: true }
        : { ParameterKey, ParameterValue };
    }),
    Tags: Object.entries({ ...current.tags, ...tags }).map(([Key, Value]) => ({ Key, Value })),
  };
  await call(world, { service: "cloudformation", action: "UpdateStack", input }, place);
  await world.run(world.clock.sleep(1_800_000));
  const { status } = application.stack(name);
  if (status !== "UPDATE_COMPLETE") throw new Error(`the update of ${name} ended as ${status}`);
}

async function call(
  world: World,
  { service, action, input }: { readonly service: string; readonly action: string; readonly input: object },
  { account, region }: { readonly account: string; readonly region: string },
): Promise<void> {
  const credentials = world.issueCredentials(rootOf(account));
  await world.run(world.call({ service, action, input: { ...input }, credentials, region }));
}
