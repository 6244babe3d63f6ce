import type { EnvironmentRecord } from "../domain/copilot-records.ts";
import type { Observed } from "../domain/observed.ts";
import { partitionOf } from "../domain/partition.ts";
import type { Problem } from "./problem.ts";
import type { NeededSecret } from "./stack-needs.ts";

/** A secret's place, as its name or ARN in the manifest says it. */
export interface SecretPlace {
  readonly service: "ssm" | "secretsmanager";
  readonly account: string;
  readonly region: string;
  /** A parameter's name with its slash, or a secret's name, with or without the six characters that AWS adds. */
  readonly name: string;
  /** Without a JSON key and version. */
  readonly arn: string;
}

/** Where a secret is looked for: a bare name is a parameter in the environment's own account and region. */
export function secretPlace(from: string, { account, region }: EnvironmentRecord): SecretPlace | undefined {
  const [, , service, arnRegion = "", arnAccount = "", ...rest] = from.split(":");
  if (!from.startsWith("arn:")) {
    if (!/^[\w./-]+$/.test(from)) return undefined;
    const arn = `arn:${partitionOf(region)}:ssm:${region}:${account}:parameter/${from.replace(/^\//, "")}`;
    return { service: "ssm", account, region, name: from, arn };
  }
  if (service === "ssm") {
    const path = rest.join(":").replace(/^parameter\//, "");
    // A name without folders is written without its slash.
    const name = path.includes("/") ? `/${path}` : path;
    return { service, account: arnAccount, region: arnRegion, name, arn: from };
  }
  if (service !== "secretsmanager") return undefined;
  return {
    service,
    account: arnAccount,
    region: arnRegion,
    name: rest[1] ?? "",
    arn: from.split(":").slice(0, 7).join(":"),
  };
}

/** What was found out about an environment's secrets. */
export interface SecretAnswers {
  /** ARNs of those with both tags. */
  readonly tagged: Observed<ReadonlySet<string>>;
  /** Names of parameters that are there, whatever their tags; unreadable where nobody was let look. */
  readonly existing: Observed<ReadonlySet<string>>;
}

/** What is wrong with the secrets of a stack: one problem for each secret, however many containers take it. */
export function secretProblems(
  secrets: readonly NeededSecret[],
  answers: SecretAnswers,
  record: EnvironmentRecord,
): readonly Problem[] {
  const bySource = Map.groupBy(secrets, ({ from }) => from);
  const { tagged } = answers;
  if (tagged.kind !== "present") {
    if (secrets.length === 0) return [];
    const why = tagged.kind === "unreadable" ? tagged.failure.message : "nothing was answered";
    return [
      {
        weight: "tell",
        reason: "PreflightIncomplete",
        message: `whether the secrets of ${record.name} are there could not be looked up: ${why}`,
        remedy: "Allow `tag:GetResources` to the environment's role (docs/permissions.md).",
      },
    ];
  }
  return [...bySource].flatMap(([from, users]) => {
    const [user] = users;
    const place = secretPlace(from, record);
    if (user === undefined || place === undefined) return [];
    return problemOf(user, place, tagged.value, answers.existing, record) ?? [];
  });
}

function problemOf(
  { variable }: NeededSecret,
  place: SecretPlace,
  tagged: ReadonlySet<string>,
  existing: SecretAnswers["existing"],
  record: EnvironmentRecord,
): Problem | undefined {
  const what = place.service === "ssm" ? `parameter ${place.name}` : `secret ${place.name}`;
  if (place.account !== record.account || place.region !== record.region) {
    return {
      weight: "stop",
      reason: "SecretElsewhere",
      message: `${variable} is taken from ${what} in account ${place.account}, ${place.region}; tasks of ${record.name} may only read secrets of account ${record.account}, ${record.region}`,
      remedy: createCommand(place, record),
    };
  }
  if (isAmong(tagged, place)) return undefined;
  const isThere =
    existing.kind === "present" && place.service === "ssm" ? existing.value.has(place.name) : undefined;
  if (isThere === true)
    return {
      weight: "stop",
      reason: "SecretUntagged",
      message: `${what}, which ${variable} is taken from, lacks the tags copilot-application=${record.application} and copilot-environment=${record.name}; the task's role may read no secret without both`,
      remedy: tagCommand(place, record),
    };
  return {
    weight: "stop",
    reason: "SecretMissing",
    message:
      isThere === false
        ? `${what}, which ${variable} is taken from, is not in account ${record.account}, ${record.region}`
        : `${what}, which ${variable} is taken from, is not in account ${record.account}, ${record.region}, or lacks the tags copilot-application=${record.application} and copilot-environment=${record.name}`,
    remedy:
      isThere === false
        ? createCommand(place, record)
        : `${tagCommand(place, record)} — or, where it is not there: ${createCommand(place, record)}`,
  };
}

/** The ARN in a manifest may leave out the dash and six characters that Secrets Manager puts at a secret's end. */
function isAmong(tagged: ReadonlySet<string>, { service, arn }: SecretPlace): boolean {
  if (tagged.has(arn)) return true;
  if (service === "ssm") return false;
  return [...tagged].some((known) => known.startsWith(`${arn}-`) && known.length === arn.length + 7);
}

function tagCommand(
  { service, name, arn }: SecretPlace,
  { application, name: environment, region }: EnvironmentRecord,
): string {
  const tags = `Key=copilot-application,Value=${application} Key=copilot-environment,Value=${environment}`;
  return service === "ssm"
    ? `aws ssm add-tags-to-resource --region ${region} --resource-type Parameter --resource-id ${name} --tags ${tags}`
    : `aws secretsmanager tag-resource --region ${region} --secret-id ${arn} --tags ${tags}`;
}

/** The value is read from a file, so that it comes into no shell's history. */
function createCommand(
  { service, name }: SecretPlace,
  { application, name: environment, region }: EnvironmentRecord,
): string {
  const tags = `Key=copilot-application,Value=${application} Key=copilot-environment,Value=${environment}`;
  return service === "ssm"
    ? `aws ssm put-parameter --region ${region} --type SecureString --name ${name} --value file://VALUE --tags ${tags}`
    : `aws secretsmanager create-secret --region ${region} --name ${name.replace(/-[A-Za-z0-9]{6}$/, "")} --secret-string file://VALUE --tags ${tags}`;
}
