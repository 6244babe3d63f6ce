import { parseArgs } from "node:util";
import {
  type DecisionCommand,
  decisionFlags,
  decisionNames,
  type DecisionValues,
  toDecision,
} from "./decision-words.ts";
import { type DriftCommand, driftFlags, toDrift, toReportFormat } from "./drift-words.ts";
import type { ReportFormat } from "../domain/report-shelf.ts";
import { type EnvCommand, envFlags, toEnv } from "./env-words.ts";
import type { FindingsFormat } from "../report/findings-format.ts";

/** Options that every command takes. */
export interface GlobalOptions {
  /** `FILE`, `env:NAME` or `ssm:NAME`; `autoland.yml` when absent. */
  readonly config: string;
  readonly application: string | undefined;
  /** Empty means all. */
  readonly environments: readonly string[];
  /** The commit to plan for, or that has to be the head when it is applied: at least its first seven digits. */
  readonly commit: string | undefined;
  readonly json: boolean;
  /** Where AWS answers, for a simulated one. */
  readonly endpoint: string | undefined;
  readonly color: boolean;
}

/** A command with its own arguments. */
export type Command =
  | { readonly name: "plan"; readonly format: "text" | "markdown" }
  | { readonly name: "sync" }
  | { readonly name: "status"; readonly format: ReportFormat }
  | DriftCommand
  | { readonly name: "run"; readonly port: number }
  | DecisionCommand
  | EnvCommand
  | { readonly name: "doctor" }
  | { readonly name: "eject"; readonly out: string }
  | { readonly name: "validate"; readonly path: string; readonly format: FindingsFormat }
  | {
      readonly name: "init";
      readonly workspace: string;
      /** Undefined writes to standard output. */
      readonly out: string | undefined;
      /** Parameter Store is not asked. */
      readonly offline: boolean;
    }
  | {
      readonly name: "render";
      /** Undefined renders all. */
      readonly workload: string | undefined;
      readonly asCopilot: boolean;
      readonly inputs: string | undefined;
      readonly out: string | undefined;
      readonly workspace: string;
    };

/** What the words of a command line mean, or what is wrong with them. */
export type CommandLine =
  | { readonly kind: "command"; readonly command: Command; readonly options: GlobalOptions }
  | { readonly kind: "help" }
  | { readonly kind: "version" }
  | { readonly kind: "wrong"; readonly message: string };

/** Reads a command line; never throws. `environment` is the process's, for `AWS_ENDPOINT_URL`, `NO_COLOR` and `AUTOLAND_CONFIG`. */
export function parseCommandLine(
  words: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): CommandLine {
  const [name = "help", ...rest] = words;
  if (name === "help" || name === "--help" || name === "-h") return { kind: "help" };
  if (name === "--version" || name === "version") return { kind: "version" };
  if (!isCommandName(name))
    return { kind: "wrong", message: `there is no command \`${name}\`; \`autoland help\` lists them` };
  try {
    const { values, positionals } = parseArgs({
      args: [...rest],
      options: { ...globalFlags, ...commandFlags },
      allowPositionals: true,
      strict: true,
    });
    if (values.help === true) return { kind: "help" };
    const options = toOptions(values, environment);
    return toCommand(name, values, positionals, options);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { kind: "wrong", message };
  }
}

const commandNames = [
  "plan",
  "sync",
  "status",
  "drift",
  "run",
  "validate",
  "render",
  "init",
  "env",
  "doctor",
  "eject",
  ...decisionNames,
] as const;
type CommandName = (typeof commandNames)[number];

function isCommandName(name: string): name is CommandName {
  return (commandNames as readonly string[]).includes(name);
}

const globalFlags = {
  config: { type: "string" },
  application: { type: "string" },
  environment: { type: "string", multiple: true },
  json: { type: "boolean" },
  endpoint: { type: "string" },
  "no-color": { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

const commandFlags = {
  commit: { type: "string" },
  format: { type: "string" },
  port: { type: "string" },
  "as-copilot": { type: "boolean" },
  inputs: { type: "string" },
  out: { type: "string" },
  all: { type: "boolean" },
  workspace: { type: "string" },
  offline: { type: "boolean" },
  plan: { type: "string" },
  until: { type: "string" },
  class: { type: "string", multiple: true },
  reason: { type: "string" },
  owner: { type: "string" },
  to: { type: "string" },
  ...driftFlags,
  ...envFlags,
} as const;

/** Which of the flags above belong to which command. */
const flagsOf: Readonly<Record<CommandName, readonly (keyof typeof commandFlags)[]>> = {
  plan: ["format", "commit"],
  sync: ["commit"],
  status: ["format"],
  drift: ["format", "wait"],
  run: ["port"],
  validate: ["format"],
  render: ["as-copilot", "inputs", "out", "all", "workspace"],
  init: ["workspace", "out", "offline"],
  env: ["region", "profile", "role"],
  doctor: [],
  eject: ["out"],
  ...decisionFlags,
};

type Values = Partial<
  Record<keyof typeof globalFlags | keyof typeof commandFlags, string | boolean | (string | boolean)[]>
>;

function toOptions(values: Values, environment: Readonly<Record<string, string | undefined>>): GlobalOptions {
  return {
    config: text(values.config) ?? environment["AUTOLAND_CONFIG"] ?? "autoland.yml",
    application: text(values.application),
    environments: (Array.isArray(values.environment) ? values.environment : []).map(String),
    commit: text(values.commit)?.toLowerCase(),
    json: values.json === true,
    endpoint: text(values.endpoint) ?? environment["AWS_ENDPOINT_URL"],
    color: values["no-color"] !== true && environment["NO_COLOR"] === undefined,
  };
}

function toCommand(
  name: CommandName,
  values: Values,
  positionals: readonly string[],
  options: GlobalOptions,
): CommandLine {
  const stray = (Object.keys(commandFlags) as (keyof typeof commandFlags)[]).find(
    (flag) => values[flag] !== undefined && !flagsOf[name].includes(flag),
  );
  if (stray !== undefined) return wrong(`\`autoland ${name}\` does not take --${stray}`);
  const { commit } = options;
  if (commit !== undefined && !/^[0-9a-f]{7,64}$/.test(commit))
    return wrong(`--commit is ${commit}; it must be a commit, or at least its first seven digits`);
  const most = mostWords(name);
  if (positionals.length > most)
    return wrong(`\`autoland ${name}\` does not take the word ${positionals[most]}`);
  const [word] = positionals;
  switch (name) {
    case "plan": {
      const format = text(values.format) ?? "text";
      if (format !== "text" && format !== "markdown")
        return wrong(`--format is ${format}; a plan is written as text or markdown`);
      return command({ name, format }, options);
    }
    case "sync":
    case "doctor":
      return command({ name }, options);
    case "eject":
      return command({ name, out: text(values.out) ?? "ejected" }, options);
    case "status":
    case "drift": {
      const format = toReportFormat(name, text(values.format), options.json);
      if ("wrong" in format) return wrong(format.wrong);
      const where =
        word === undefined ? options : { ...options, environments: [...options.environments, word] };
      if (name === "status") return command({ name, ...format }, where);
      const drift = toDrift(format.format, text(values.wait));
      return "wrong" in drift ? wrong(drift.wrong) : command(drift, where);
    }
    case "run":
      return toRun(text(values.port) ?? "8080", options);
    case "approve":
    case "suspend":
    case "resume":
    case "rollback":
    case "retry":
    case "redeploy": {
      const decision = toDecision(name, word, decisionValues(values));
      return "wrong" in decision ? wrong(decision.wrong) : command(decision, options);
    }
    case "validate": {
      const format = text(values.format) ?? (options.json ? "json" : "text");
      const known = (["text", "json", "sarif", "github"] as const).find((candidate) => candidate === format);
      if (known === undefined)
        return wrong(`--format is ${format}; findings are written as text, json, sarif or github`);
      return command({ name, path: word ?? ".", format: known }, options);
    }
    case "render":
      return toRender(word, values, options);
    case "init":
      return toInit(values, options);
    case "env": {
      const [region, profile, role] = [values.region, values.profile, values.role].map(text);
      const env = toEnv(positionals, { region, profile, role }, options.environments);
      return "wrong" in env ? wrong(env.wrong) : command(env, options);
    }
  }
}

function mostWords(name: CommandName): number {
  if (name === "env") return 2;
  return ["plan", "sync", "run", "init", "doctor", "eject"].includes(name) ? 0 : 1;
}

function toRun(port: string, options: GlobalOptions): CommandLine {
  const number = Number(port);
  if (!Number.isInteger(number) || number < 0 || number > 65_535)
    return wrong(`--port is ${port}; it must be a number from 0 to 65535`);
  return command({ name: "run", port: number }, options);
}

function decisionValues(values: Values): DecisionValues {
  const [plan, until, reason, owner, to] = [
    values.plan,
    values.until,
    values.reason,
    values.owner,
    values.to,
  ].map(text);
  return {
    classes: (Array.isArray(values.class) ? values.class : []).map(String),
    ...(plan === undefined ? {} : { plan }),
    ...(until === undefined ? {} : { until }),
    ...(reason === undefined ? {} : { reason }),
    ...(owner === undefined ? {} : { owner }),
    ...(to === undefined ? {} : { to }),
  };
}

function toRender(workload: string | undefined, values: Values, options: GlobalOptions): CommandLine {
  if (values.all === true && workload !== undefined)
    return wrong("`autoland render` takes a workload or --all, not both");
  if (values.all !== true && workload === undefined)
    return wrong("`autoland render` takes a workload, or --all with --out DIR");
  if (values.all === true && values.out === undefined)
    return wrong("`autoland render --all` needs --out DIR");
  if (values.all !== true && options.environments.length !== 1)
    return wrong("`autoland render WORKLOAD` needs one --environment");
  return command(
    {
      name: "render",
      workload,
      asCopilot: values["as-copilot"] === true,
      inputs: text(values.inputs),
      out: text(values.out),
      workspace: text(values.workspace) ?? ".",
    },
    options,
  );
}

function toInit(values: Values, options: GlobalOptions): CommandLine {
  if (options.environments.length > 0)
    return wrong("`autoland init` drafts all environments of an application; it does not take --environment");
  const [workspace = ".", out] = [values.workspace, values.out].map(text);
  return command({ name: "init", workspace, out, offline: values.offline === true }, options);
}

function command(body: Command, options: GlobalOptions): CommandLine {
  return { kind: "command", command: body, options };
}

function wrong(message: string): CommandLine {
  return { kind: "wrong", message };
}

function text(value: Values[keyof Values]): string | undefined {
  return typeof value === "string" ? value : undefined;
}
