import { applicationInputs } from "../desired/application-inputs.ts";
import type { ApplicationRecord } from "../domain/copilot-records.ts";
import { ReconcileError } from "../domain/failure.ts";
import type { EnvironmentWish, Founded, Founder, FoundingStep, RolesStack } from "../domain/founding.ts";
import { partitionOf } from "../domain/partition.ts";
import type { StackId } from "../domain/stack.ts";
import { environmentStackName } from "../domain/stack-names.ts";
import { renderBootstrapEnvironment } from "../render/environment/render-bootstrap-environment.ts";
import { checkNames } from "./check-names.ts";
import { planFounding } from "./plan-founding.ts";

/**
 * Creates an environment as `copilot env init` did: looks at what stands, then takes the steps that are lacking, each told before it
 * is taken. Called again after a crash it goes on, and once everything stands it changes nothing.
 */
export async function foundEnvironment(
  founder: Founder,
  wish: EnvironmentWish,
  tell: (step: FoundingStep) => void,
  signal?: AbortSignal,
): Promise<Founded> {
  checkNames(wish);
  const application = await registered(founder, wish, signal);
  const isRecorded = await isRecordedHere(founder, wish, signal);
  const standing = await founder.look(application, wish, signal);
  const steps = planFounding(application, wish, standing, isRecorded);
  for (const step of steps) {
    signal?.throwIfAborted();
    tell(step);
    await take(founder, { application, wish, step }, signal);
  }
  return { ...wish, steps };
}

async function registered(
  founder: Founder,
  { application: name }: EnvironmentWish,
  signal?: AbortSignal,
): Promise<ApplicationRecord> {
  const record = await founder.application(name, signal);
  switch (record.kind) {
    case "present":
      return record.value;
    case "unreadable":
      throw new ReconcileError(record.failure);
    case "absent":
      throw new ReconcileError({
        disposition: "stall",
        reason: "ApplicationNotRegistered",
        message: `there is no application ${name}: parameter /copilot/applications/${name} is not in the account and region that Autoland works in`,
        remedy:
          "Use the credentials and the region of the application's own account (AWS_REGION), or see what is there: aws ssm get-parameters-by-path --path /copilot/applications",
      });
  }
}

/** Whether the record is there already, for this place; one for another place is never touched. */
async function isRecordedHere(
  founder: Founder,
  wish: EnvironmentWish,
  signal?: AbortSignal,
): Promise<boolean> {
  const record = await founder.record(wish, signal);
  switch (record.kind) {
    case "absent":
      return false;
    case "unreadable":
      throw new ReconcileError(record.failure);
    case "present": {
      const { account, region } = record.value;
      if (account === wish.account && region === wish.region) return true;
      throw new ReconcileError({
        disposition: "stall",
        reason: "EnvironmentExists",
        message: `environment ${wish.environment} of application ${wish.application} exists in account ${account}, ${region}, and was asked for in account ${wish.account}, ${wish.region}`,
        remedy: `Choose another name, or go on with that one: --region ${region} with credentials of account ${account}.`,
      });
    }
  }
}

interface Taken {
  readonly application: ApplicationRecord;
  readonly wish: EnvironmentWish;
  readonly step: FoundingStep;
}

async function take(
  founder: Founder,
  { application, wish, step }: Taken,
  signal?: AbortSignal,
): Promise<void> {
  switch (step.kind) {
    case "delegate-dns":
      return founder.delegateDns(application, step.account, signal);
    case "enter-account":
      return founder.enterAccount(application, step.account, signal);
    case "open-region":
      return founder.openRegion(application, step.region, signal);
    case "make-roles":
      return founder.makeRoles(await rolesStack(founder, application, wish, signal), signal);
    case "write-record": {
      const roles = await founder.roles(stackOf(wish), signal);
      const { environment: name, ...place } = wish;
      const end = await founder.writeRecord({ ...place, name, ...roles }, signal);
      // Somebody else was faster: that is this environment, or another one of its name.
      if (end === "already-there") await isRecordedHere(founder, wish, signal);
    }
  }
}

function stackOf({ application, environment, account, region }: EnvironmentWish): StackId {
  return { name: environmentStackName(application, environment), account, region };
}

async function rolesStack(
  founder: Founder,
  application: ApplicationRecord,
  wish: EnvironmentWish,
  signal?: AbortSignal,
): Promise<RolesStack> {
  const { environment: name, region } = wish;
  const regional = await founder.regional(application, region, signal);
  switch (regional.kind) {
    case "unreadable":
      throw new ReconcileError(regional.failure);
    case "absent":
      throw new ReconcileError({
        disposition: "retry",
        reason: "RegionNotPrepared",
        message: `application ${application.name} has no bucket and key in ${region} yet`,
        remedy: "The same command again.",
      });
    case "present": {
      const { artifactBucket, artifactKeyArn } = regional.value;
      const stack = renderBootstrapEnvironment({
        application: applicationInputs(application, region),
        name,
        artifactBucketArn: `arn:${partitionOf(region)}:s3:::${artifactBucket}`,
        artifactKeyArn,
        additionalTags: {},
      });
      return { id: stackOf(wish), ...stack };
    }
  }
}
