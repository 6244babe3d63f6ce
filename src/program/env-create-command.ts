import { makeFounder } from "../aws/founder.ts";
import { makeSessions, type Session, type Sessions } from "../aws/sessions.ts";
import { translateAwsError } from "../aws/translate-error.ts";
import type { GlobalOptions } from "../cli/command-line.ts";
import { writeJson } from "../cli/console.ts";
import type { EnvCommand, Owner } from "../cli/env-words.ts";
import { templateVersion } from "../desired/template-version.ts";
import { ReconcileError } from "../domain/failure.ts";
import { foundEnvironment } from "../founding/found-environment.ts";
import { renderApplicationRoles } from "../render/application/render-application-roles.ts";
import type { ExitCode } from "../report/exit-code.ts";
import { foundingJson, foundingStepText, foundingText } from "../report/founding-text.ts";
import { readConfig } from "./open-all.ts";
import type { Setting } from "./setting.ts";

/** Creates an environment, tells each step before it is taken, and says what to do next. */
export async function envCreateCommand(
  { environment, region: wanted, owner }: EnvCommand,
  options: GlobalOptions,
  setting: Setting,
): Promise<ExitCode> {
  const { clients, clock, console, signal } = setting;
  const application = options.application ?? (await onlyApplication(options, setting));
  const sessions = makeSessions(clients, clock);
  const region = wanted ?? (await ownRegion(sessions));
  const there = await openOwner(owner, region, sessions, setting);
  const founder = makeFounder({
    sessions,
    environment: there.session,
    clock,
    templateVersion,
    renderRoles: (record) => (delegatedAccounts, version) =>
      renderApplicationRoles(record, { templateVersion: version, delegatedAccounts }),
  });
  const founded = await foundEnvironment(
    founder,
    { application, environment, account: there.account, region },
    (step) => console.err(`autoland: ${foundingStepText(step)}\n`),
    signal,
  );
  if (console.json) writeJson(console, foundingJson(founded));
  else console.out(foundingText(founded));
  return 0;
}

/** The configuration is only needed where the command line does not name the application. */
async function onlyApplication(options: GlobalOptions, setting: Setting): Promise<string> {
  const { applications } = await readConfig(options, setting);
  const [only, ...others] = applications.map((item) => item.application);
  if (only !== undefined && others.length === 0) return only;
  throw new ReconcileError({
    disposition: "stall",
    reason: "UnknownName",
    message: `the configuration has the applications ${[only, ...others].join(", ")}, and an environment belongs to one`,
    remedy: "Name it with --application.",
  });
}

async function ownRegion(sessions: Sessions): Promise<string> {
  try {
    return await sessions.application().cloudformation.config.region();
  } catch (error) {
    throw new ReconcileError(
      {
        disposition: "stall",
        reason: "UnknownName",
        message: "no region is set, so it is not known where the environment is to be",
        remedy: "Name it with --region; the application's own region comes from AWS_REGION.",
      },
      { cause: error },
    );
  }
}

/** The environment's account and a session in it. */
async function openOwner(
  owner: Owner,
  region: string,
  sessions: Sessions,
  { clients, clock, signal }: Setting,
): Promise<{ readonly account: string; readonly session: Session }> {
  switch (owner.kind) {
    case "role":
      return { account: owner.account, session: sessions.as(owner.arn, region) };
    case "process":
      return { account: await accountOf(sessions, signal), session: sessions.application(region) };
    case "profile": {
      const { profile } = owner;
      const { credentials: _processes, ...elsewhere } = clients;
      const others = makeSessions({ ...elsewhere, profile, region }, clock);
      const account = await accountOf(others, signal, profile);
      return { account, session: others.application(region) };
    }
  }
}

async function accountOf(sessions: Sessions, signal: AbortSignal, profile?: string): Promise<string> {
  try {
    const account = (await sessions.self(signal)).split(":")[4];
    if (account !== undefined) return account;
    throw new Error("STS named no account");
  } catch (error) {
    const whose = profile === undefined ? "the process's credentials" : `profile ${profile}`;
    const { failure } = translateAwsError(error, `find the account of ${whose}`);
    if (failure.disposition === "retry") throw new ReconcileError(failure, { cause: error });
    throw new ReconcileError(
      {
        ...failure,
        remedy: `Log in to the environment's account (aws sts get-caller-identity${profile === undefined ? "" : ` --profile ${profile}`}), or name a role there with --role ARN.`,
      },
      { cause: error },
    );
  }
}
