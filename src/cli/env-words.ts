/** With whose credentials the environment's account is worked in. */
export type Owner =
  /** Those of the process, which are the application's. */
  | { readonly kind: "process" }
  | { readonly kind: "profile"; readonly profile: string }
  | { readonly kind: "role"; readonly arn: string; readonly account: string };

/** `autoland env create NAME`. */
export interface EnvCommand {
  readonly name: "env-create";
  readonly environment: string;
  /** The process's own when absent. */
  readonly region: string | undefined;
  readonly owner: Owner;
}

/** Flags of `autoland env`. */
export const envFlags = {
  region: { type: "string" },
  profile: { type: "string" },
  role: { type: "string" },
} as const;

/** Reads the words after `autoland env`. */
export function toEnv(
  [verb, environment]: readonly string[],
  flags: Readonly<Record<keyof typeof envFlags, string | undefined>>,
  environments: readonly string[],
): EnvCommand | { readonly wrong: string } {
  if (verb !== "create" || environment === undefined)
    return { wrong: "`autoland env` takes the words create NAME, such as `autoland env create staging`" };
  if (environments.length > 0)
    return { wrong: "`autoland env create NAME` takes the environment as a word, not with --environment" };
  const owner = ownerOf(flags);
  if ("wrong" in owner) return owner;
  return { name: "env-create", environment, region: flags.region, owner };
}

function ownerOf({
  profile,
  role,
}: Readonly<Record<"profile" | "role", string | undefined>>): Owner | { readonly wrong: string } {
  if (profile !== undefined && role !== undefined)
    return { wrong: "`autoland env create` takes --profile or --role, not both" };
  if (profile !== undefined) return { kind: "profile", profile };
  if (role === undefined) return { kind: "process" };
  const account = /^arn:aws[a-z-]*:iam::(\d{12}):role\/.+$/.exec(role)?.[1];
  if (account === undefined)
    return { wrong: `--role is ${role}; the ARN of a role is arn:aws:iam::ACCOUNT:role/NAME` };
  return { kind: "role", arn: role, account };
}
