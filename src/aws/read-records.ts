import { GetParameterCommand, type Parameter } from "@aws-sdk/client-ssm";
import { z } from "zod";
import {
  type ApplicationRecord,
  type ComponentRecord,
  type EnvironmentRecord,
  workloadTypes,
} from "../domain/copilot-records.ts";
import { type Failure, failureOf } from "../domain/failure.ts";
import { absent, type Observed, present, unreadable } from "../domain/observed.ts";
import { listParameters } from "./list-parameters.ts";
import { abortable } from "./abortable.ts";
import type { Session } from "./sessions.ts";
import { codeOf, translateAwsError } from "./translate-error.ts";

/** Copilot's records of one application (copilot-model.md 1.1). */
export interface CopilotRecords {
  readonly application: Observed<ApplicationRecord>;
  /** One answer for the whole listing. */
  readonly environments: Observed<ReadonlyMap<string, Observed<EnvironmentRecord>>>;
  readonly components: Observed<ReadonlyMap<string, ComponentRecord>>;
}

/**
 * Reads an application's records from Parameter Store: one GetParameter, and one listing of pages of ten.
 * Needs `ssm:GetParameter` and `ssm:GetParametersByPath` on `/copilot/applications/<app>` and below.
 */
export async function readRecords(
  session: Session,
  application: string,
  signal?: AbortSignal,
): Promise<CopilotRecords> {
  const root = `/copilot/applications/${application}`;
  const [record, listing] = await Promise.all([
    readOne(session, root, parseApplication, signal),
    listParameters(session, root, signal).then(
      (parameters) => ({ kind: "listed", parameters }) as const,
      (error: unknown) => unreadable(failureOf(error)),
    ),
  ]);
  if (listing.kind === "unreadable")
    return { application: record, environments: listing, components: listing };
  return {
    application: record,
    environments: present(readEach(listing.parameters, `${root}/environments/`, parseEnvironment)),
    components: readComponents(listing.parameters, `${root}/components/`),
  };
}

/** Reads the record of the application alone. Needs `ssm:GetParameter`. */
export function readApplicationRecord(
  session: Session,
  application: string,
  signal?: AbortSignal,
): Promise<Observed<ApplicationRecord>> {
  return readOne(session, `/copilot/applications/${application}`, parseApplication, signal);
}

/** Reads the record of one environment alone. Needs `ssm:GetParameter`. */
export function readEnvironmentRecord(
  session: Session,
  application: string,
  environment: string,
  signal?: AbortSignal,
): Promise<Observed<EnvironmentRecord>> {
  const name = `/copilot/applications/${application}/environments/${environment}`;
  return readOne(session, name, parseEnvironment, signal);
}

async function readOne<T>(
  session: Session,
  name: string,
  read: (text: string) => T,
  signal?: AbortSignal,
): Promise<Observed<T>> {
  try {
    const answer = await session.ssm.send(new GetParameterCommand({ Name: name }), abortable(signal));
    return parse(name, answer.Parameter?.Value, read);
  } catch (error) {
    if (codeOf(error) === "ParameterNotFound") return absent;
    return unreadable(failureOf(translateAwsError(error, `read parameter ${name}`)));
  }
}

function readEach<T>(
  parameters: readonly Parameter[],
  prefix: string,
  read: (text: string) => T,
): ReadonlyMap<string, Observed<T>> {
  const found = new Map<string, Observed<T>>();
  for (const { Name: name, Value: value } of parameters) {
    if (name?.startsWith(prefix)) found.set(name.slice(prefix.length), parse(name, value, read));
  }
  return found;
}

/** A component whose record cannot be read makes the listing unreadable: its type decides what may be done with it. */
function readComponents(
  parameters: readonly Parameter[],
  prefix: string,
): Observed<ReadonlyMap<string, ComponentRecord>> {
  const components = new Map<string, ComponentRecord>();
  const written = new Map(parameters.map(({ Name, LastModifiedDate: at }) => [Name, at]));
  for (const [name, record] of readEach(parameters, prefix, parseComponent)) {
    if (record.kind === "unreadable") return record;
    if (record.kind !== "present") continue;
    const registeredAt = written.get(`${prefix}${name}`);
    components.set(name, { ...record.value, ...(registeredAt === undefined ? {} : { registeredAt }) });
  }
  return present(components);
}

function parse<T>(name: string, value: string | undefined, read: (text: string) => T): Observed<T> {
  try {
    return present(read(value ?? ""));
  } catch (error) {
    return unreadable(notARecord(name, error));
  }
}

function notARecord(name: string, error: unknown): Failure {
  const why =
    error instanceof z.ZodError ? z.prettifyError(error).replaceAll("\n", " ") : "its value is not JSON";
  return {
    disposition: "stall",
    reason: "RecordUnreadable",
    message: `parameter ${name} does not hold a record of Copilot's: ${why}`,
    remedy: `Look at it with \`aws ssm get-parameter --name ${name}\` and restore the value that Copilot wrote.`,
  };
}

const applicationJson = z.object({
  name: z.string(),
  account: z.string(),
  domain: z.string().default(""),
  domainHostedZoneID: z.string().default(""),
  permissionsBoundary: z.string().optional(),
  tags: z.record(z.string(), z.string()).default({}),
});

function parseApplication(text: string): ApplicationRecord {
  const { domainHostedZoneID, permissionsBoundary, ...record } = applicationJson.parse(JSON.parse(text));
  return {
    ...record,
    domainHostedZoneId: domainHostedZoneID,
    ...(permissionsBoundary ? { permissionsBoundary } : {}),
  };
}

const environmentJson = z.object({
  app: z.string(),
  name: z.string(),
  region: z.string(),
  accountID: z.string(),
  managerRoleARN: z.string(),
  executionRoleARN: z.string(),
});

function parseEnvironment(text: string): EnvironmentRecord {
  const record = environmentJson.parse(JSON.parse(text));
  return {
    application: record.app,
    name: record.name,
    account: record.accountID,
    region: record.region,
    managerRoleArn: record.managerRoleARN,
    executionRoleArn: record.executionRoleARN,
  };
}

const componentJson = z.object({ app: z.string(), name: z.string(), type: z.enum(workloadTypes) });

function parseComponent(text: string): ComponentRecord {
  const record = componentJson.parse(JSON.parse(text));
  return { application: record.app, name: record.name, type: record.type };
}
