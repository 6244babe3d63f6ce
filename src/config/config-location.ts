import { ReconcileError } from "../domain/failure.ts";

/** Where the configuration's text is. */
export type ConfigLocation =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "environment-variable"; readonly name: string }
  /** A parameter of Parameter Store, by name or ARN. */
  | { readonly kind: "parameter"; readonly name: string };

/**
 * Reads `FILE`, `env:NAME` or `ssm:NAME`. Throws `InvalidConfigLocation` for an empty or malformed name; whether
 * there is anything at the place is for the reader to find out.
 */
export function parseConfigLocation(text: string): ConfigLocation {
  const [, scheme, name = ""] = /^(env|ssm):(.*)$/s.exec(text) ?? [];
  if (scheme === "env") {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
      throw invalid(
        text,
        "after `env:` comes the name of an environment variable, such as env:AUTOLAND_CONFIG",
      );
    return { kind: "environment-variable", name };
  }
  if (scheme === "ssm") {
    // AWS Systems Manager, PutParameter: letters, digits and . - _ / ; an ARN names a shared parameter.
    if (!/^(?:arn:[a-z-]+:ssm:[a-z0-9-]+:\d{12}:parameter)?[A-Za-z0-9._/-]+$/.test(name))
      throw invalid(text, "after `ssm:` comes a parameter's name or ARN, such as ssm:/autoland/config");
    return { kind: "parameter", name };
  }
  if (text.trim() === "" || text.includes("\0")) throw invalid(text, "it names no file");
  return { kind: "file", path: text };
}

function invalid(text: string, why: string): ReconcileError {
  return new ReconcileError({
    disposition: "stall",
    reason: "InvalidConfigLocation",
    message: `The configuration cannot be read from ${JSON.stringify(text)}: ${why}.`,
    remedy: "Use --config FILE, --config env:NAME or --config ssm:NAME.",
  });
}
