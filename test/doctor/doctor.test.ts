import { describe, expect, test } from "vitest";
import type { Check } from "../../src/doctor/check.ts";
import { applicationPermissions } from "../../src/permissions/application-permissions.ts";
import { driftPermissions } from "../../src/permissions/drift-permissions.ts";
import { environmentPermissions } from "../../src/permissions/environment-permissions.ts";
import { deployLookRoles } from "../support/look-role.ts";
import { openAdoptedShop, type Shop, shopAccount } from "../support/shop.ts";
import { callAs, deployTaskRole, openDoctor, policiesOf, shopConfig } from "./doctor-world.ts";

const developAccount = "222222222222";
const allApply = ["develop", "staging", "production"]
  .map((name) => `      ${name}: { mode: apply, pipelines: ignore }`)
  .join("\n");

describe("a shop as Copilot left it", async () => {
  const shop = await openAdoptedShop();
  const before = stacksAndRecords(shop);
  const begun = shop.world.log.records.length;
  const checks = await (await openDoctor(shop))(shopConfig(allApply));

  test("lacks nothing that Autoland cannot do without, in any environment", () => {
    expect(checks.filter(({ outcome }) => outcome === "missing")).toEqual([]);
    const well = checks.filter(({ area, outcome }) => area === "permissions" && outcome === "ok");
    expect(new Set(well.map(({ subject }) => subject))).toEqual(
      new Set(["shop", "shop/develop", "shop/staging", "shop/production"]),
    );
  });

  test("says what could not be tried with Copilot's role, and the command that lets it be", () => {
    const unknown = checks.find(
      ({ subject, area, outcome, message }) =>
        subject === "shop/develop" &&
        area === "permissions" &&
        outcome === "unknown" &&
        message.includes("changing stacks"),
    );
    expect(unknown?.details?.join("\n")).toContain("cloudformation:DeleteStack");
    expect(unknown?.remedy).toMatch(
      /^aws iam put-role-policy --role-name shop-develop-EnvManagerRole .*iam:SimulatePrincipalPolicy/,
    );
  });

  test("is left exactly as it was: whatever would write was refused because its object is not there", () => {
    expect(stacksAndRecords(shop).slice(0, before.length)).toEqual(before);
    const reading = /^(?:Get|List|Describe|Head|Batch|Lookup|Assume|Simulate)/;
    const written = shop.world.log.records
      .slice(begun)
      .filter(({ action, outcome }) => !reading.test(action) && outcome === "ok");
    expect(written.map(({ service, action }) => `${service}:${action}`)).toEqual([]);
  });
});

describe("what is not there", () => {
  test("an environment without a record is told with the command that makes it", async () => {
    const shop = await openAdoptedShop();
    await callAs(shop, shopAccount)("ssm", "DeleteParameter", {
      Name: "/copilot/applications/shop/environments/staging",
    });
    const checks = await (await openDoctor(shop))(shopConfig(allApply));
    expect(missing(checks)).toEqual([
      "records shop/staging → autoland env create staging --application shop  (or take it out of the configuration)",
    ]);
  });

  test("a role that does not trust Autoland is told with both sides", async () => {
    const shop = await openAdoptedShop();
    const roles = `{ look: "arn:aws:iam::${developAccount}:role/autoland-look" }`;
    const checks = await (await openDoctor(shop))(shopConfig(`      develop: { roles: ${roles} }`));
    const [first, ...others] = checks.filter(({ outcome }) => outcome === "missing");
    expect(others).toEqual([]);
    expect(first).toMatchObject({ area: "roles", subject: "shop/develop" });
    expect(first?.message).toContain("is not authorized to perform: sts:AssumeRole");
    expect(first?.remedy).toContain("aws iam get-role --role-name autoland-look");
  });
});

describe("the look role of deploy/ that lacks one action", async () => {
  const shop = await openAdoptedShop();
  const arnIn = await deployLookRoles(shop.world, [developAccount], `arn:aws:iam::${shopAccount}:user/admin`);
  const config = shopConfig(
    `      develop: { pipelines: ignore, roles: { look: "${arnIn(developAccount)}" } }`,
  );
  const policies = await policiesOf(shop, developAccount, "autoland-look");
  const examine = await openDoctor(shop);
  const rows = environmentPermissions.filter(({ part }) => part === "look");

  test("is well when it lacks nothing", async () => {
    await policies.without(undefined);
    const checks = await examine(config);
    expect(missing(checks)).toEqual([]);
    expect(about(checks, "develop", "looking", "ok")).toHaveLength(1);
    expect(about(checks, "develop", "looking", "off")).toEqual([]);
  });

  test.each(rows.map((row) => ({ ...row, action: row.actions[0]?.action ?? "" })))(
    "$action",
    async ({ action, without, call }) => {
      await policies.without(action);
      const checks = await examine(config);
      // The simulated AWS has no EC2, and who may not ask IAM's simulation is told so where it is needed.
      if (call.startsWith("ec2:") || call.startsWith("iam:")) {
        expect(missing(checks)).toEqual([]);
        return;
      }
      const [said, ...others] = about(
        checks,
        "develop",
        "looking",
        without === undefined ? "missing" : "off",
      );
      expect(others).toEqual([]);
      expect(said?.details?.map((line) => line.split(": ")[0])).toEqual([action]);
      expect(said?.remedy).toContain("aws iam put-role-policy --role-name autoland-look");
      expect(said?.remedy).toContain(`"${action}"`);
    },
  );

  test("the command that is told mends it", async () => {
    await policies.without("cloudformation:GetTemplate");
    const remedy = (await examine(config)).find(({ outcome }) => outcome === "missing")?.remedy ?? "";
    const [, name, document] = /--policy-name (\S+) --policy-document '(.+)'$/.exec(remedy) ?? [];
    await callAs(shop, developAccount)("iam", "PutRolePolicy", {
      RoleName: "autoland-look",
      PolicyName: name,
      PolicyDocument: document,
    });
    expect(missing(await examine(config))).toEqual([]);
    await callAs(shop, developAccount)("iam", "DeleteRolePolicy", {
      RoleName: "autoland-look",
      PolicyName: name,
    });
  });
});

describe("the task role of deploy/ that lacks one action", async () => {
  const shop = await openAdoptedShop();
  const principal = await deployTaskRole(shop);
  const config = shopConfig(allApply.replaceAll("pipelines: ignore", "prune: { stacks: approve }"));
  const examine = await openDoctor(shop, principal);
  const policies = await policiesOf(
    shop,
    shopAccount,
    /role\/([^/]+)\//.exec(principal.arn)?.[1] ?? principal.arn.split("/")[1] ?? "",
  );
  const needed = new Set(
    applicationPermissions
      .filter(({ occasion }) => occasion !== "assets" && occasion !== "manifest")
      .flatMap(({ actions }) => actions.map(({ action }) => action)),
  );

  test("is well when it lacks nothing", async () => {
    await policies.without(undefined);
    expect(missing(await examine(config))).toEqual([]);
  });

  test.each([...needed].filter((action) => policies.actions.includes(action)).toSorted())(
    "%s",
    async (action) => {
      await policies.without(action);
      // Whoever has a session keeps it for an hour.
      const checks = await (action === "sts:AssumeRole" ? await openDoctor(shop, principal) : examine)(
        config,
      );
      const told = checks.filter(({ outcome }) => outcome === "missing" || outcome === "off");
      if (action === "iam:SimulatePrincipalPolicy") {
        expect(checks.some(({ subject, outcome }) => subject === "shop" && outcome === "unknown")).toBe(true);
        return;
      }
      expect(JSON.stringify(told)).toContain(action);
    },
  );
});

test("every call of drift can be refused without anything being missing, and is told as off", async () => {
  const shop = await openAdoptedShop();
  const arnIn = await deployLookRoles(shop.world, [developAccount], `arn:aws:iam::${shopAccount}:user/admin`);
  const config = shopConfig(
    `      develop: { pipelines: ignore, roles: { look: "${arnIn(developAccount)}" } }`,
  );
  const checks = await (await openDoctor(shop))(config);
  expect(missing(checks)).toEqual([]);
  const off = about(checks, "develop", "finding drift", "off").flatMap(({ details = [] }) => details);
  const refused = off.flatMap((line) => (line.split(": ")[0] ?? "").split(", "));
  const optional = new Set(driftPermissions.flatMap(({ actions }) => actions.map(({ action }) => action)));
  for (const action of refused) expect(optional).toContain(action);
  expect(refused).toContain("cloudformation:DetectStackDrift");
  expect(off.join("\n")).toContain("cloudtrail:LookupEvents: nobody is named");
});

/** Everything that the world holds, but for access keys, and places that were only looked at. */
function stacksAndRecords({ world }: Shop): readonly unknown[] {
  return [...world.snapshot().cells].filter(([key]) => !key.startsWith("kernel/access-keys"));
}

function missing(checks: readonly Check[]): readonly string[] {
  return checks
    .filter(({ outcome }) => outcome === "missing")
    .map(({ area, subject, remedy }) => `${area} ${subject} → ${remedy}`);
}

function about(
  checks: readonly Check[],
  environment: string,
  doing: string,
  outcome: Check["outcome"],
): readonly Check[] {
  return checks.filter(
    (check) =>
      check.area === "permissions" &&
      check.subject === `shop/${environment}` &&
      check.outcome === outcome &&
      check.message.includes(doing),
  );
}
