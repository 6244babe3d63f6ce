import { PutParameterCommand } from "@aws-sdk/client-ssm";
import type { Clock } from "../domain/clock.ts";
import type { ApplicationRecord, EnvironmentRecord } from "../domain/copilot-records.ts";
import type { EnvironmentWish, Founder, Standing } from "../domain/founding.ts";
import { absent, present } from "../domain/observed.ts";
import { failureOf } from "../domain/failure.ts";
import { environmentStackName } from "../domain/stack-names.ts";
import { parseStackStatus, situationOf } from "../domain/stack-status.ts";
import { withAccount } from "../registry/change-registry.ts";
import { abortable } from "./abortable.ts";
import { changeStackSet, readStackSet, type StackSetTarget } from "./change-stack-set.ts";
import { delegateDns, delegatedAccounts, type RenderRoles } from "./delegate-dns.ts";
import { goJson } from "./go-json.ts";
import { makeRoles, readRoles } from "./make-roles.ts";
import { openRegion } from "./open-region.ts";
import { readApplicationRecord, readEnvironmentRecord } from "./read-records.ts";
import { describe } from "./read-stack.ts";
import { readRegional } from "./read-regional.ts";
import type { Session, Sessions } from "./sessions.ts";
import { makeStackListings } from "./stack-listings.ts";
import { isOperating } from "./stack-set-operation.ts";
import { codeOf, translateAwsError } from "./translate-error.ts";

/** Whose credentials the founder works with, and what it writes that others render. */
export interface FounderDesk {
  /** In the application's account, where its StackSet and its records are. */
  readonly sessions: Sessions;
  /** In the environment's account and region. */
  readonly environment: Session;
  readonly clock: Clock;
  /** Written where the StackSet's template has lost its own version. */
  readonly templateVersion: string;
  readonly renderRoles: (application: ApplicationRecord) => RenderRoles;
}

/** AWS behind the port `Founder`. */
export function makeFounder(desk: FounderDesk): Founder {
  const { sessions, environment, clock, templateVersion, renderRoles } = desk;
  const own = { session: sessions.application(), clock };
  const there = { session: environment, clock };
  const target = ({ name: application, tags }: ApplicationRecord): StackSetTarget => ({
    sessions,
    clock,
    application,
    tags,
    outdate: () => undefined,
  });
  return {
    application: (name, signal) => readApplicationRecord(own.session, name, signal),
    record: (wish, signal) => readEnvironmentRecord(own.session, wish.application, wish.environment, signal),
    look: async (application, wish, signal) => ({
      // The environment's account first: without its credentials nothing is to be begun.
      stack: await findStack(environment, wish, signal),
      delegatedAccounts:
        application.domain === "" || wish.account === application.account
          ? undefined
          : await delegatedAccounts(own, application, signal),
      registry: await lookAtRegistry(own.session, application.name, signal),
    }),
    delegateDns: (application, account, signal) =>
      delegateDns(own, { application, account, render: renderRoles(application) }, signal),
    enterAccount: async (application, account, signal) => {
      await changeStackSet(
        target(application),
        (read) =>
          account === application.account
            ? undefined
            : withAccount(application, read, account, templateVersion),
        signal,
      );
    },
    openRegion: (application, region, signal) =>
      openRegion(target(application), { account: application.account, region }, signal),
    regional: async (application, region, signal) => {
      const { name, account } = application;
      const shelf = { sessions, listings: makeStackListings(clock), instances: new Map() };
      const found = await readRegional(shelf, { application: name, account, regions: [region] }, signal);
      return found.get(region) ?? absent;
    },
    makeRoles: (stack, signal) => makeRoles(there, stack, signal),
    roles: (stack, signal) => readRoles(there, stack, signal),
    writeRecord: (record, signal) => writeRecord(own.session, record, signal),
  };
}

async function findStack(
  session: Session,
  { application, environment, account, region }: EnvironmentWish,
  signal?: AbortSignal,
): Promise<Standing["stack"]> {
  const name = environmentStackName(application, environment);
  try {
    const stack = await describe(session, name, signal);
    if (stack === undefined) return absent;
    const status = parseStackStatus(stack.StackStatus);
    if (situationOf(status) === "deleted") return absent;
    const tags = Object.fromEntries((stack.Tags ?? []).map(({ Key = "", Value = "" }) => [Key, Value]));
    return present({ id: { name, account, region }, status, tags });
  } catch (error) {
    const doing = `look for stack ${name} in account ${account}, ${region}`;
    return { kind: "unreadable", failure: failureOf(translateAwsError(error, doing)) };
  }
}

async function lookAtRegistry(
  session: Session,
  application: string,
  signal?: AbortSignal,
): Promise<Standing["registry"]> {
  const name = `${application}-infrastructure`;
  const isBusy = await isOperating(session, name, signal);
  const { registry, instances } = await readStackSet(session, name, signal);
  return {
    accounts: registry.accounts,
    regions: instances.flatMap(({ Region: region }) => region ?? []),
    isSettled: !isBusy && instances.every(({ Status: status }) => status === "CURRENT"),
  };
}

/** Needs `ssm:PutParameter` and `ssm:AddTagsToResource` (copilot-model.md 1.1). */
async function writeRecord(
  session: Session,
  record: EnvironmentRecord,
  signal?: AbortSignal,
): Promise<"written" | "already-there"> {
  const { application, name, region, account, executionRoleArn, managerRoleArn } = record;
  const parameter = `/copilot/applications/${application}/environments/${name}`;
  try {
    await session.ssm.send(
      new PutParameterCommand({
        Name: parameter,
        Description: `The ${name} deployment stage`,
        Type: "String",
        Value: goJson({
          app: application,
          name,
          region,
          accountID: account,
          registryURL: "",
          executionRoleARN: executionRoleArn,
          managerRoleARN: managerRoleArn,
        }),
        Tags: [
          { Key: "copilot-application", Value: application },
          { Key: "copilot-environment", Value: name },
        ],
      }),
      abortable(signal),
    );
    return "written";
  } catch (error) {
    if (codeOf(error) === "ParameterAlreadyExists") return "already-there";
    throw translateAwsError(error, `write the record of environment ${name} to ${parameter}`);
  }
}
