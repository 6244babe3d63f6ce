import { ReconcileError } from "../domain/failure.ts";

/** The secret in the environment variable that a key of the configuration names. Throws `ConfigInvalid` where it is not set. */
export function namedSecret(
  environment: Readonly<Record<string, string | undefined>>,
  name: string,
  key: string,
): string {
  const value = environment[name]?.trim();
  if (value !== undefined && value !== "") return value;
  throw configInvalid(`the environment variable ${name}, which \`${key}\` names, is not set`);
}

/** A configuration that cannot be worked with. */
export function configInvalid(message: string, remedy?: string): ReconcileError {
  return new ReconcileError({
    disposition: "stall",
    reason: "ConfigInvalid",
    message,
    ...(remedy === undefined ? {} : { remedy }),
  });
}
