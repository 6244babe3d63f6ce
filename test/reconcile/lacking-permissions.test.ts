import { describe, expect, test } from "vitest";
import { failureOf } from "../../src/domain/failure.ts";
import type { Plan } from "../../src/domain/plan.ts";
import type { Subject } from "../../src/reconcile/subject.ts";
import { planText } from "../../src/report/plan-text.ts";
import { deployLookRoles } from "../support/look-role.ts";
import { permissionTable, type PermissionRow } from "../support/permission-table.ts";
import { openAdoptedShop, type Shop, shopAccount, shopFiles } from "../support/shop.ts";

type Role = "copilot" | "look";

/** The accounts of the shop's environments. */
const accounts = { develop: "222222222222", staging: "333333333333", production: "333333333333" };
/** What the ARN of whoever looks contains. */
const lookers: Readonly<Record<string, string>> = {
  application: ":user/admin",
  environment: "/autoland-look",
};

interface Seen {
  /** Undefined where nothing can be planned. */
  readonly plan: Plan | undefined;
  /** All that a person is told. */
  readonly told: string;
  readonly refusals: number;
}

/** Looks at a shop in which somebody asked for a retry and develop's api is to be updated; a call may be refused to who makes it. */
async function lookWithout(role: Role, lack?: PermissionRow): Promise<Seen> {
  const shop = await openAdoptedShop();
  const { world, hands, source } = shop;
  const subject = await subjectFor(shop, role);
  const at = world.clock.now();
  const retry = { kind: "retry", environment: "staging", workload: "worker", at } as const;
  await world.run(hands.records.record("shop", retry));
  const manifest = "copilot/api/manifest.yml";
  const commit = source.commit("develop", {
    [manifest]: (shopFiles[manifest] ?? "").replace("LOG_LEVEL: debug", "LOG_LEVEL: trace"),
    "api/server.mjs": "// faster",
  });
  shop.push("api", commit);
  const begun = world.log.records.length;
  const [service = "", action = ""] = lack?.call.split(":") ?? [];
  const principal = lookers[lack?.who ?? ""] ?? "";
  const message = `User: somebody is not authorized to perform: ${lack?.actions.join(", ")} because no policy allows it`;
  if (lack !== undefined)
    world.faults.add({
      service,
      action,
      principal,
      effect: { kind: "refuse", code: "AccessDenied", message, httpStatus: 403 },
    });
  const seen = await lookOnce(shop, subject);
  const refused = world.log.records
    .slice(begun)
    .filter(
      (call) => call.action === action && call.service === service && call.principal.includes(principal),
    );
  return { ...seen, refusals: lack === undefined ? 0 : refused.length };
}

async function lookOnce(shop: Shop, subject: Subject): Promise<Pick<Seen, "plan" | "told">> {
  try {
    const { plan } = await shop.look(subject);
    return { plan, told: planText(plan) };
  } catch (error) {
    const { reason, message } = failureOf(error);
    return { plan: undefined, told: `${reason}: ${message}` };
  }
}

async function subjectFor(shop: Shop, role: Role): Promise<Subject> {
  const subject = shop.subject();
  if (role === "copilot") return subject;
  const places = ["222222222222", "333333333333"];
  const arnIn = await deployLookRoles(shop.world, places, `arn:aws:iam::${shopAccount}:user/admin`);
  const environments = subject.environments.map((rule) => {
    const account = accounts[rule.environment as keyof typeof accounts];
    return { ...rule, roles: { look: arnIn(account) } };
  });
  return { ...subject, environments };
}

/** In a few words what a look is without a permission, beside what it is with all. */
function outcome({ plan, told }: Seen, whole: Seen): string {
  if (plan === undefined) return "nothing is planned";
  if (told === whole.told) return "nothing is missing";
  const features = new Set(
    plan.environments.flatMap(({ featuresOff = [] }) => featuresOff.map(({ feature }) => feature)),
  );
  const held = plan.environments.flatMap((environment) =>
    environment.held.map(
      (item) =>
        `${[item.environment, ...(item.workload === undefined ? [] : [item.workload])].join("/")} ${item.reason}`,
    ),
  );
  const warned = new Set(plan.environments.flatMap(({ warnings }) => warnings.map(({ code }) => code)));
  return [...features, ...held, ...warned].join(", ");
}

/** What a plan would change, and what it says is well. */
function said(plan: Plan | undefined): readonly string[] {
  return (plan?.environments ?? []).flatMap(({ environment, steps, inSync }) => [
    ...steps.map(({ digest }) => `${environment} ${digest}`),
    ...inSync.map((workload) => `${environment} ${workload} in sync`),
  ]);
}

const rows = permissionTable().filter(({ part }) => part === "look");
const everywhere = "develop AccessDenied, staging AccessDenied, production AccessDenied";

/** Whatever the role. */
const forBoth: Readonly<Record<string, string>> = {
  // Without them nobody knows whether a Copilot pipeline still deploys.
  "application resource-groups-tagging-api:GetResources": ["develop", "staging", "production"]
    .map((name) => `${name} PipelineUnknown`)
    .join(", "),
  "application ssm:GetParameter": everywhere,
  "application ssm:GetParametersByPath": "nothing is planned",
  // It saves calls only.
  "application cloudformation:ListStacks": "nothing is missing",
  "application cloudformation:ListStackInstances": everywhere,
  "application cloudformation:DescribeStacks": everywhere,
  "application ecr:BatchGetImage": "develop/api ImageUnknown",
  "environment cloudformation:DescribeStacks": everywhere,
  "environment cloudformation:GetTemplate": everywhere,
  "environment ecr:BatchGetImage": "preflight-incomplete",
};
/** What comes of a row without which something was refused; rows that are not here are not asked for in this shop, and nothing changes. */
/** Roles that refuse are told of as such, whatever else they would have allowed. */
const nowhere = ["develop", "staging", "production"].map((name) => `${name} RoleRefused`).join(", ");

const expected: Readonly<Record<Role, Readonly<Record<string, string>>>> = {
  copilot: {
    ...forBoth,
    "application sts:AssumeRole": `StacksByTag, ${nowhere}`,
    "environment resource-groups-tagging-api:GetResources": "StacksByTag",
  },
  look: {
    ...forBoth,
    "application sts:AssumeRole": nowhere,
    "environment cloudformation:ListStacks": "StackListing",
    "environment cloudformation:ListExports": "preflight-incomplete",
  },
};

describe.each(["copilot", "look"] as const)("a look with the %s role that lacks one action", async (role) => {
  const whole = await lookWithout(role);

  test("has a step when it lacks nothing", () => {
    expect(whole.plan?.environments.flatMap(({ steps }) => steps.map(({ kind }) => kind))).toEqual([
      "update-stack",
    ]);
  });

  test.each(rows)("$who $call", async (row) => {
    const seen = await lookWithout(role, row);
    const came = outcome(seen, whole);
    const known = said(whole.plan);
    expect(said(seen.plan).filter((line) => !known.includes(line))).toEqual([]);
    if (seen.told !== whole.told) expect(seen.told).toContain(row.actions[0]);
    const name = `${row.who} ${row.call}`;
    expect(came).toBe(expected[role][name] ?? "nothing is missing");
    expect(seen.refusals > 0).toBe(name in expected[role]);
  });
});
