import { chmod, mkdir, readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { makeLiveStacks } from "../aws/live-stacks.ts";
import { makeCloud } from "../aws/observe-application.ts";
import { makeSessions } from "../aws/sessions.ts";
import type { GlobalOptions } from "../cli/command-line.ts";
import { writeJson } from "../cli/console.ts";
import type { ApplicationConfig } from "../config/config.ts";
import type { Cloud } from "../domain/cloud.ts";
import { ReconcileError } from "../domain/failure.ts";
import type { LiveStack, LiveStacks } from "../domain/live-stack.ts";
import type { Observed } from "../domain/observed.ts";
import type { ObservedEnvironment } from "../domain/observed-application.ts";
import { ejectReadme, type EjectedEnvironment } from "../eject/eject-readme.ts";
import { stackFiles } from "../eject/stack-files.ts";
import type { ExitCode } from "../report/exit-code.ts";
import { chosen, readConfig } from "./open-all.ts";
import type { Setting } from "./setting.ts";

/**
 * Writes every live stack of the configured environments as plain CloudFormation into a folder that is not there yet. Changes nothing in
 * AWS. What cannot be read stops it before anything is written: half an application is no way out.
 */
export async function ejectCommand(
  { out }: { readonly out: string },
  options: GlobalOptions,
  setting: Setting,
): Promise<ExitCode> {
  const { console, clients, clock, signal } = setting;
  if (await holdsAnything(out)) {
    console.err(
      `autoland: ${out} is already there, and eject overwrites nothing; name another with --out DIR, or move it away\n`,
    );
    return 2;
  }
  const sessions = makeSessions(clients, clock);
  const [cloud, live] = [makeCloud(sessions, clock), makeLiveStacks(sessions)];
  const ejected: (EjectedEnvironment & { readonly bucket: string | undefined })[] = [];
  for (const application of chosen(await readConfig(options, setting), options))
    ejected.push(...(await readApplication(cloud, live, application, signal)));
  const files = new Map([["README.md", ejectReadme(ejected)]]);
  for (const { application, environment, stacks, bucket } of ejected)
    for (const stack of stacks)
      for (const [name, text] of stackFiles(stack, bucket))
        files.set(path.join(application, environment, stack.id.name, name), text);
  await writeAll(out, files);
  const stacks = ejected.flatMap((environment) =>
    environment.stacks.map(({ id }) => ({
      application: environment.application,
      environment: environment.environment,
      ...id,
      folder: path.join(out, environment.application, environment.environment, id.name),
    })),
  );
  if (console.json) writeJson(console, { schemaVersion: 1, kind: "eject", folder: out, stacks });
  else console.out(`${stacks.map(({ folder }) => folder).join("\n")}\n`);
  console.err(`${stacks.length} stacks are written to ${out}; its README.md says how to go on\n`);
  return 0;
}

async function readApplication(
  cloud: Cloud,
  live: LiveStacks,
  { application, environments }: ApplicationConfig,
  signal: AbortSignal,
): Promise<readonly (EjectedEnvironment & { readonly bucket: string | undefined })[]> {
  const observed = await cloud.observe(
    {
      application,
      environments: new Map(environments.map(({ environment }) => [environment, []])),
      roles: new Map(environments.map(({ environment, roles }) => [environment, roles])),
    },
    signal,
  );
  const ejected = [];
  for (const { environment, roles } of environments) {
    const seen = observed.environments.get(environment);
    if (seen === undefined) throw new Error(`${environment} was not looked at`);
    const record = known(seen.record, `the record of environment ${environment}`);
    if (record === undefined) continue;
    const stacks: LiveStack[] = [];
    for (const id of stacksOf(seen)) {
      const stack = known(await live.read({ record, roles, stack: id }, signal), `stack ${id.name}`);
      if (stack !== undefined) stacks.push(stack);
    }
    const bucket = seen.regional.kind === "present" ? seen.regional.value.artifactBucket : undefined;
    ejected.push({ application, environment, stacks, bucket });
  }
  return ejected;
}

/** The environment's own stack first, on whose exports the others depend. */
function stacksOf({ stack, workloads }: ObservedEnvironment): readonly LiveStack["id"][] {
  return [["its own", stack] as const, ...[...workloads].toSorted(([a], [b]) => (a < b ? -1 : 1))].flatMap(
    ([name, observed]) => {
      const there = known(observed, `stack of ${name}`);
      return there === undefined ? [] : [there.id];
    },
  );
}

function known<T>(observed: Observed<T>, what: string): T | undefined {
  switch (observed.kind) {
    case "absent":
      return undefined;
    case "present":
      return observed.value;
    case "unreadable":
      throw new ReconcileError({
        ...observed.failure,
        message: `${what} cannot be read, and nothing was written: ${observed.failure.message}`,
      });
  }
}

async function holdsAnything(folder: string): Promise<boolean> {
  return readdir(folder).then(
    (names) => names.length > 0,
    (error: unknown) => !(error instanceof Error && "code" in error && error.code === "ENOENT"),
  );
}

async function writeAll(out: string, files: ReadonlyMap<string, string>): Promise<void> {
  for (const [name, text] of files) {
    const file = path.join(out, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
    if (name.endsWith(".sh")) await chmod(file, 0o755);
  }
}
