import type { ApplicationRecord, RegionalResources } from "../../domain/copilot-records.ts";
import { renderRegistry, repositoryId } from "../../render/application/render-registry.ts";
import type { RegisteredWorkload, Registry } from "../../render/application/registry.ts";
import { writeTemplate } from "../../template/write-template.ts";
import { asRecord } from "../protocols/record.ts";
import { tagList } from "../services/tags.ts";
import { inRegion, type Caller } from "./caller.ts";
import { outputsOf } from "./deploy-stack.ts";

/** What the registry of an application is to hold. */
export interface RegistryWish {
  readonly application: ApplicationRecord;
  readonly copilotVersion: string;
  readonly regions: readonly string[];
  readonly accounts: readonly string[];
  readonly workloads: readonly RegisteredWorkload[];
}

/**
 * Makes the application's StackSet as Copilot does: first empty, then an instance per region, then with accounts and
 * repositories (copilot-model.md 2.5). Answers what each region got.
 */
export async function seedRegistry(
  admin: Caller,
  wish: RegistryWish,
): Promise<ReadonlyMap<string, RegionalResources>> {
  const StackSetName = `${wish.application.name}-infrastructure`;
  const { account, name } = wish.application;
  const roles = {
    AdministrationRoleARN: `arn:aws:iam::${account}:role/${name}-adminrole`,
    ExecutionRoleName: `${name}-executionrole`,
  };
  const empty = { version: 0, workloads: [], accounts: [] };
  await admin.call("cloudformation", "CreateStackSet", { StackSetName, ...roles, ...bodyOf(wish, empty) });
  const created = await admin.call("cloudformation", "CreateStackInstances", {
    StackSetName,
    Accounts: [account],
    Regions: wish.regions,
    OperationId: admin.world.random.uuid(),
  });
  await settledOperation(admin, StackSetName, String(created["OperationId"]));
  const full = { version: 1, workloads: wish.workloads, accounts: wish.accounts };
  await admin.call("cloudformation", "UpdateStackSet", {
    StackSetName,
    ...roles,
    ...bodyOf(wish, full),
    OperationId: "1",
    OperationPreferences: { RegionConcurrencyType: "PARALLEL" },
  });
  await settledOperation(admin, StackSetName, "1");
  return await readRegions(admin, StackSetName, wish);
}

function bodyOf(wish: RegistryWish, registry: Registry): object {
  const { template, tags } = renderRegistry(wish.application, registry, wish.copilotVersion);
  return {
    Description: "ECS CLI Application Resources (ECR repos, KMS keys, S3 buckets)",
    TemplateBody: writeTemplate(template),
    Tags: tagList(tags),
  };
}

async function settledOperation(admin: Caller, StackSetName: string, OperationId: string): Promise<void> {
  for (;;) {
    const answer = await admin.call("cloudformation", "DescribeStackSetOperation", {
      StackSetName,
      OperationId,
    });
    const { Status, StatusReason } = asRecord(answer["StackSetOperation"]);
    if (Status === "SUCCEEDED") return;
    if (Status !== "RUNNING" && Status !== "QUEUED") {
      throw new Error(
        `seeding failed: operation ${OperationId} of StackSet ${StackSetName} is ${String(Status)}: ${String(StatusReason)}`,
      );
    }
    await admin.world.clock.sleep(5000);
  }
}

async function readRegions(
  admin: Caller,
  StackSetName: string,
  wish: RegistryWish,
): Promise<ReadonlyMap<string, RegionalResources>> {
  const { Summaries } = await admin.call("cloudformation", "ListStackInstances", { StackSetName });
  const instances = (Array.isArray(Summaries) ? Summaries : []).map(asRecord);
  const found = new Map<string, RegionalResources>();
  for (const { Region, StackId } of instances) {
    const region = String(Region);
    const outputs = await outputsOf(inRegion(admin, region), String(StackId));
    found.set(region, {
      region,
      artifactBucket: outputs["PipelineBucket"] ?? "",
      artifactKeyArn: outputs["KMSKeyARN"] ?? "",
      repositories: Object.fromEntries(
        wish.workloads
          .filter(({ withRepository }) => withRepository)
          .map(({ name }) => [name, outputs[repositoryId(name)] ?? ""]),
      ),
    });
  }
  return found;
}
