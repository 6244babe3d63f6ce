import { extraManifest } from "../support/extra-workload.ts";
import { shopFiles } from "../support/shop.ts";

/** The two applications of every simulated world. */
export const applications = ["shop", "depot"] as const;
export type ApplicationName = (typeof applications)[number];

/** The environments of each, in the order of promotion. */
export const environments = ["develop", "staging", "production"] as const;
export type EnvironmentName = (typeof environments)[number];

/** The two branches of each repository. */
export const branches = ["develop", "release"] as const;
export type BranchName = (typeof branches)[number];

/** The workloads whose images are built from the repository. */
export const built = ["api", "worker", "daily-batch"] as const;
export type BuiltWorkload = (typeof built)[number];

/** All workloads: `extra` needs no build, and comes and goes with commits. */
export const workloads = [...built, "extra"] as const;
export type WorkloadName = (typeof workloads)[number];

export const region = "eu-west-1";
/** Where both applications have their records, their pipelines' images and Autoland. */
export const homeAccount = "111111111111";
/** Each environment has an account of its own, which both applications share. */
export const accounts: Readonly<Record<EnvironmentName, string>> = {
  develop: "222222222222",
  staging: "333333333333",
  production: "444444444444",
};
/** As whom Autoland runs, and as whom people decide: both administrators of the applications' account. */
export const autolandUser = "autoland";
export const personUser = "olga";

/** The ARN of a user of the applications' account. */
export function userArn(name: string): string {
  return `arn:aws:iam::${homeAccount}:user/${name}`;
}

/** Which branch feeds an environment. */
export function feederOf(environment: EnvironmentName): BranchName {
  return environment === "develop" ? "develop" : "release";
}

/** The files of an application's first commit. */
export function firstFiles(application: ApplicationName): Readonly<Record<string, string>> {
  return { ...shopFiles, "copilot/.workspace": `application: ${application}\n` };
}

export function manifestPath(workload: WorkloadName): string {
  return `copilot/${workload}/manifest.yml`;
}

/** A manifest that is well, with the variable `MARK`, which no environment overrides. */
export function manifest(workload: WorkloadName, mark: string, extraVariables = ""): string {
  const before = workload === "extra" ? extraManifest : (shopFiles[manifestPath(workload)] ?? "");
  return before.replace("  LOG_LEVEL: info\n", `  LOG_LEVEL: info\n  MARK: ${mark}\n${extraVariables}`);
}

/** What a manifest says `MARK` is; the empty text when it says nothing. */
export function markOf(text: string): string {
  return /^ {2}MARK: (\w+)$/m.exec(text)?.[1] ?? "";
}
