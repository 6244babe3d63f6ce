import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import pino from "pino";
import { describe, expect, test } from "vitest";
import type { ApplicationConfig } from "../../src/config/config.ts";
import { parseConfig } from "../../src/config/parse-config.ts";
import { makeDemoRepository } from "../../src/demo/demo-repository.ts";
import { makeDemoWorld } from "../../src/demo/demo-world.ts";
import { makeNarrator } from "../../src/demo/narrator.ts";
import { readFolder } from "../../src/demo/read-folder.ts";
import { playShopStory, type ShopEnvironment } from "../../src/demo/shop-story.ts";
import { makeStage } from "../../src/demo/stage.ts";
import { sessionOf } from "../../src/simulator/kernel/principal.ts";
import { pushImage } from "../../src/simulator/services/ecr/push-image.ts";
import { isDeep } from "../support/depth.ts";
import { installRoles, type RoleIn } from "./install.ts";

const region = "eu-west-1";
const home = "111111111111";
const environments: readonly ShopEnvironment[] = [
  { name: "develop", account: "222222222222", region },
  { name: "staging", account: "333333333333", region },
  { name: "production", account: "333333333333", region },
];

/** The demo's whole story with the roles of `deploy/` and nothing else: the task's, one that looks and one that applies in each account. */
describe.skipIf(!isDeep)("with exactly the roles of deploy/ (npm run test:all)", () => {
  test(
    "the demo's story holds, statement by statement, and no call is refused",
    { timeout: 230_000 },
    async () => {
      const folder = await mkdtemp(path.join(os.tmpdir(), "autoland-roles-"));
      try {
        const shop = fileURLToPath(new URL("../../examples/shop", import.meta.url));
        const repository = await makeDemoRepository(shop, path.join(folder, "shop"));
        const { world } = await makeDemoWorld({
          seed: "roles",
          files: await readFolder(shop),
          applicationAccount: home,
          region,
          environments,
          factor: 100,
        });
        const roles = await installRoles(world, { home, accounts: ["222222222222", "333333333333"], region });
        const stage = await makeStage({
          world,
          credentials: world.issueCredentials(sessionOf(roles.task, "autoland")),
          region,
          log: pino({ level: "silent" }),
          folder,
          port: 0,
          onReport: () => undefined,
        });
        const begun = world.log.records.length;
        const narrator = makeNarrator(() => undefined);
        try {
          await playShopStory({
            stage,
            narrator,
            repository,
            environments,
            config: configWith(repository.folder, roles.look, roles.apply),
            pushImage: async (workload, tag) => {
              pushImage(world, {
                account: home,
                region,
                repository: `shop/${workload}`,
                tags: [tag],
                content: tag,
              });
            },
          });
        } finally {
          await stage.close();
        }
        expect(narrator.statements.filter(({ holds }) => !holds)).toEqual([]);
        expect(narrator.statements.length).toBeGreaterThanOrEqual(16);
        const refused = world.log.records
          .slice(begun)
          .filter(({ via, principal }) => via === undefined && principal.includes("/autoland"))
          .filter(({ outcome }) => /AccessDenied|UnauthorizedOperation/.test(outcome))
          // Without s3:ListBucket S3 answers so for an object that is missing, which is what Autoland asks.
          .filter(({ action }) => action !== "HeadObject");
        expect([
          ...new Set(refused.map(({ service, action, principal }) => `${principal} ${service}:${action}`)),
        ]).toEqual([]);
        const asked = new Set(world.log.records.slice(begun).map(({ principal }) => principal.split("/")[1]));
        expect([...asked]).toEqual(expect.arrayContaining(["autoland-look", "autoland-apply-shop"]));
        expect([...asked].some((name) => name?.includes("EnvManagerRole"))).toBe(false);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  );
});

function configWith(repository: string, look: RoleIn, apply: RoleIn): ApplicationConfig {
  const line = ({ name, account }: ShopEnvironment): string =>
    `      ${name}: { mode: apply${name === "production" ? ", after: staging" : ""}, roles: { look: "${look(account)}", apply: "${apply(account)}" } }`;
  const reading = parseConfig(
    "autoland.yml",
    `applications:
  shop:
    source: { git: { url: ${repository} }, interval: 30s }
    branches: { develop: [develop], release: [staging, production] }
    environments:
${environments.map(line).join("\n")}
`,
  );
  if (reading.kind === "invalid") throw new Error(JSON.stringify(reading.findings));
  const [application] = reading.config.applications;
  if (application === undefined) throw new Error("no application");
  return application;
}
