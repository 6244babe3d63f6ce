import { clientFault } from "../../kernel/aws-fault.ts";

/**
 * The rules of parameter names and values.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-su-create.html
 */
export function checkName(name: string): void {
  if (name === "" || !/^[a-zA-Z0-9_.\-/]+$/.test(name) || /\/\/|\/$/.test(name)) {
    throw clientFault(
      "ValidationException",
      'Parameter name: can\'t be prefixed with "ssm" (case-insensitive). If formed as a path, it can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_',
    );
  }
  if (/^\/?(aws|ssm)/i.test(name)) {
    const what = /^\/?aws/i.test(name) ? "No access to reserved parameter name: " : "";
    if (what !== "") throw clientFault("AccessDeniedException", `${what}${name}.`);
    throw clientFault(
      "ValidationException",
      'Parameter name: can\'t be prefixed with "ssm" (case-insensitive). If formed as a path, it can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_',
    );
  }
  if (name.startsWith("/") ? name.split("/").length - 1 > 15 : name.includes("/")) {
    throw clientFault(
      name.startsWith("/") ? "HierarchyLevelLimitExceededException" : "ValidationException",
      name.startsWith("/")
        ? "Hierarchy level limit exceeded: the limit is 15."
        : "Parameter name must be a fully qualified name.",
    );
  }
}

/** The largest value of a standard parameter, and of an advanced one, in bytes. */
const limits = { Standard: 4096, Advanced: 8192 } as const;

/** Checks a value's size and pattern. */
export function checkValue(
  value: string,
  {
    tier,
    allowedPattern,
  }: { readonly tier: "Standard" | "Advanced"; readonly allowedPattern: string | undefined },
): void {
  const bytes = Buffer.byteLength(value);
  if (bytes === 0) {
    throw clientFault(
      "ValidationException",
      "1 validation error detected: Value '' at 'value' failed to satisfy constraint: Member must have length greater than or equal to 1.",
    );
  }
  if (bytes > limits[tier]) {
    throw clientFault(
      "ValidationException",
      `${tier} tier parameters support a maximum parameter value of ${limits[tier]} characters. ${
        tier === "Standard"
          ? "To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier. For more information, see https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html"
          : ""
      }`.trim(),
    );
  }
  if (allowedPattern !== undefined && !new RegExp(allowedPattern).test(value)) {
    throw clientFault(
      "ParameterPatternMismatchException",
      "Parameter value, cannot be validated against allowedPattern: " + allowedPattern,
    );
  }
}
