import { makeExaminer } from "../aws/examine.ts";
import type { GlobalOptions } from "../cli/command-line.ts";
import { writeJson } from "../cli/console.ts";
import type { ApplicationConfig, Config } from "../config/config.ts";
import { approverChecks } from "../doctor/approvers.ts";
import { type Check, type CheckArea, checkupExitCode } from "../doctor/check.ts";
import { clockCheck } from "../doctor/clock-check.ts";
import { examineApplication } from "../doctor/examine-application.ts";
import { hintCheck } from "../doctor/hint-check.ts";
import { githubChecks, slackCheck, slackWebhookCheck } from "../doctor/telling-checks.ts";
import type { Identity } from "../domain/examiner.ts";
import { failureOf } from "../domain/failure.ts";
import { examineGitHub } from "../github/examine-github.ts";
import type { GitHubAuth } from "../github/github-client.ts";
import { checkupJson, checkupText } from "../report/checkup-report.ts";
import type { ExitCode } from "../report/exit-code.ts";
import { examineSlack } from "../slack/examine-slack.ts";
import { githubAccess } from "./github-access.ts";
import { webhookSecrets } from "./github-hints.ts";
import { chosen, openConfigured, readConfig } from "./open-all.ts";
import type { OpenApplication } from "./open-application.ts";
import { pageAccess } from "./page-access.ts";
import type { Setting } from "./setting.ts";

/**
 * Looks at everything that Autoland needs to work as it is configured, and says what is missing as a command. Writes nothing. Exit code 1
 * when something is missing that it cannot do without.
 */
export async function doctorCommand(options: GlobalOptions, setting: Setting): Promise<ExitCode> {
  const { console } = setting;
  const config = await readConfig(options, setting);
  const applications = chosen(config, options);
  const checks = [
    ...(await awsChecks(applications, config, setting)),
    ...(await hintChecks(config, setting)),
    ...(await sourceChecks(config, options, setting)),
    ...(await tellingChecks(config, applications, setting)),
    ...pageChecks(config, setting),
    ...applications.flatMap((application) => approverChecks(application, config.page)),
  ];
  if (console.json) writeJson(console, checkupJson(checks));
  else console.out(checkupText(checks, console.paint));
  return checkupExitCode(checks);
}

async function awsChecks(
  applications: readonly ApplicationConfig[],
  { lease, reports, hints }: Pick<Config, "lease" | "reports" | "hints">,
  { clients, clock, signal }: Setting,
): Promise<readonly Check[]> {
  const examiner = makeExaminer(clients, clock);
  const stores = {
    ...(lease === undefined ? {} : { lease }),
    ...(reports?.to.kind === "s3" ? { reports: reports.to } : {}),
    ...(hints === undefined ? {} : { hints }),
  };
  let identity: Identity;
  try {
    identity = await examiner.identify(signal);
  } catch (error) {
    signal.throwIfAborted();
    const subject = clients.endpoint ?? "AWS";
    return [failedCheck("aws", subject, error, "aws sts get-caller-identity")];
  }
  const { arn, region, skew } = identity;
  const found: Check[] = [
    {
      area: "aws",
      subject: clients.endpoint ?? "AWS",
      outcome: "ok",
      message: `this is ${arn}, in ${region}`,
    },
    clockCheck(skew),
  ];
  for (const application of applications) {
    try {
      found.push(...(await examineApplication(examiner, application, identity, signal, stores)));
    } catch (error) {
      signal.throwIfAborted();
      found.push(failedCheck("aws", application.application, error));
    }
  }
  return found;
}

async function hintChecks(
  { hints }: Pick<Config, "hints">,
  { clients, clock, signal }: Setting,
): Promise<readonly Check[]> {
  if (hints === undefined) return [];
  const { queueUrl, region } = hints;
  const found = await makeExaminer(clients, clock).findQueue({ kind: "process", region }, queueUrl, signal);
  return [hintCheck(queueUrl, found)];
}

async function sourceChecks(
  config: Config,
  options: GlobalOptions,
  setting: Setting,
): Promise<readonly Check[]> {
  const { signal } = setting;
  let opened: readonly OpenApplication[];
  try {
    opened = await openConfigured(config, options, setting);
  } catch (error) {
    return [failedCheck("source", "GitHub", error)];
  }
  return Promise.all(
    opened.map(async ({ eyes, subject }): Promise<Check> => {
      const common = { area: "source", subject: subject.application } as const;
      try {
        const heads = await eyes.source.heads(signal);
        const without = subject.branches.filter(
          ({ matches }) => ![...heads.keys()].some((name) => matches(name)),
        );
        if (without.length === 0)
          return {
            ...common,
            outcome: "ok",
            message: `${eyes.source.repository} has the branches ${subject.branches.map(({ pattern }) => pattern).join(", ")}`,
          };
        const [first] = without;
        return {
          ...common,
          outcome: "missing",
          message: `${eyes.source.repository} has no branch ${without.map(({ pattern }) => pattern).join(", ")}, which feeds ${without.flatMap(({ environments }) => environments).join(", ")}`,
          remedy: `git push origin HEAD:${first?.pattern ?? ""}  (or name another in applications.${subject.application}.branches)`,
        };
      } catch (error) {
        signal.throwIfAborted();
        return failedCheck("source", subject.application, error);
      }
    }),
  );
}

async function tellingChecks(
  config: Config,
  applications: readonly ApplicationConfig[],
  setting: Setting,
): Promise<readonly Check[]> {
  const { environment, signal } = setting;
  const found: Check[] = [];
  for (const { application, source } of applications) {
    if (source.kind !== "github") continue;
    found.push(...(await githubChecksOf(application, source.repository, config, setting)));
  }
  const { slack } = config;
  if (slack === undefined) return found;
  const name = slack.kind === "bot" ? slack.token : slack.webhook;
  const secret = environment[name];
  if (secret === undefined || secret === "")
    return [...found, unset("slack", name, `slack.${slack.kind === "bot" ? "token" : "webhook"}`)];
  if (slack.kind === "webhook") return [...found, slackWebhookCheck(secret, name)];
  const baseUrl = environment["AUTOLAND_SLACK_URL"];
  const rights = await examineSlack(
    { token: secret, ...(baseUrl === undefined || baseUrl === "" ? {} : { baseUrl }) },
    signal,
  );
  return [...found, slackCheck(rights)];
}

async function githubChecksOf(
  application: string,
  repository: string,
  { github }: Config,
  { environment, clock, signal }: Setting,
): Promise<readonly Check[]> {
  const duties = github ?? { statuses: false, deployments: false };
  try {
    const { apiUrl, auth: reading } = githubAccess(environment);
    const found: Check[] = [];
    const ask = async (auth: GitHubAuth, wanted: typeof duties): Promise<void> => {
      const inputs = {
        repository,
        auth,
        now: () => clock.now(),
        ...(apiUrl === undefined ? {} : { baseUrl: apiUrl }),
      };
      found.push(...githubChecks(application, repository, await examineGitHub(inputs, signal), wanted));
    };
    const writer = github?.token;
    if (reading === undefined)
      found.push({
        area: "github",
        subject: application,
        outcome: "off",
        message: `no credential is set, so that ${repository} is read with git alone`,
        remedy: "Set GITHUB_TOKEN or a GitHub App (docs/github.md).",
      });
    else await ask(reading, writer === undefined ? duties : { statuses: false, deployments: false });
    if (writer === undefined) {
      if (reading === undefined && (duties.statuses || duties.deployments))
        found.push(unset("github", "GITHUB_TOKEN", "github"));
      return found;
    }
    const token = environment[writer];
    if (token === undefined || token === "") found.push(unset("github", writer, "github.token"));
    else await ask({ kind: "token", token }, duties);
    return found;
  } catch (error) {
    signal.throwIfAborted();
    return [failedCheck("github", application, error)];
  }
}

function pageChecks(config: Config, { environment }: Setting): readonly Check[] {
  const host = environment["AUTOLAND_HOST"] ?? "127.0.0.1";
  try {
    const access = pageAccess(config.page, host, environment);
    webhookSecrets(config.webhooks, environment);
    const who = access.kind === "open" ? "without a login" : "with a login";
    return [{ area: "page", subject: "page", outcome: "ok", message: `it is served on ${host} ${who}` }];
  } catch (error) {
    return [failedCheck("page", "page", error)];
  }
}

function unset(area: CheckArea, variable: string, key: string): Check {
  return {
    area,
    subject: area,
    outcome: "missing",
    message: `the environment variable ${variable}, which \`${key}\` needs, is not set`,
    remedy: `export ${variable}=…  (in the task definition: a secret of that name)`,
  };
}

function failedCheck(area: CheckArea, subject: string, error: unknown, command?: string): Check {
  const { reason, message, remedy = command } = failureOf(error);
  return {
    area,
    subject,
    outcome: "missing",
    message: `${reason}: ${message}`,
    ...(remedy === undefined ? {} : { remedy }),
  };
}
