/** Values of condition keys, by key in lower case (condition keys are case-insensitive). */
export type ConditionValues = ReadonlyMap<string, readonly string[]>;

/** One statement, with every element that may be a single value written as a list. */
export interface Statement {
  readonly sid: string | undefined;
  readonly effect: "Allow" | "Deny";
  readonly actions: readonly string[] | undefined;
  readonly notActions: readonly string[] | undefined;
  readonly resources: readonly string[] | undefined;
  readonly notResources: readonly string[] | undefined;
  readonly principals: Principals | undefined;
  readonly conditions: readonly Condition[];
}

/** Whom a resource's policy speaks about: patterns by kind (`AWS`, `Service`, `Federated`). */
export type Principals = ReadonlyMap<string, readonly string[]>;

/** One line of a Condition block: `StringEquals`, `aws:ResourceTag/copilot-application`, `["shop"]`. */
export interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

/** Whether a text is a policy document that can be read. */
export function isPolicy(text: string): boolean {
  try {
    parsePolicy(text);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

/**
 * Reads a policy document. Throws a SyntaxError whose message ends IAM's MalformedPolicyDocument.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function parsePolicy(document: unknown): readonly Statement[] {
  const value: unknown = typeof document === "string" ? parseJson(document) : document;
  if (!isRecord(value)) throw new SyntaxError("Syntax errors in policy.");
  const statements = value["Statement"];
  if (statements === undefined) throw new SyntaxError("Syntax errors in policy.");
  return (Array.isArray(statements) ? statements : [statements]).map(parseStatement);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(decodeIfEncoded(text));
  } catch {
    throw new SyntaxError("This policy contains invalid Json");
  }
}

/** GetRole and GetPolicyVersion hand documents out percent-encoded; both forms are read. */
function decodeIfEncoded(text: string): string {
  return text.startsWith("%7B") ? decodeURIComponent(text) : text;
}

function parseStatement(value: unknown): Statement {
  if (!isRecord(value)) throw new SyntaxError("Syntax errors in policy.");
  const effect = value["Effect"];
  if (effect !== "Allow" && effect !== "Deny") throw new SyntaxError("Syntax errors in policy.");
  if (value["Action"] === undefined && value["NotAction"] === undefined) {
    throw new SyntaxError("Policy statement must contain actions.");
  }
  return {
    sid: typeof value["Sid"] === "string" ? value["Sid"] : undefined,
    effect,
    actions: textsOf(value["Action"]),
    notActions: textsOf(value["NotAction"]),
    resources: textsOf(value["Resource"]),
    notResources: textsOf(value["NotResource"]),
    principals: principalsOf(value["Principal"]),
    conditions: conditionsOf(value["Condition"]),
  };
}

function principalsOf(value: unknown): Principals | undefined {
  if (value === undefined) return undefined;
  if (typeof value === "string") return new Map([["AWS", [value]]]);
  if (!isRecord(value)) throw new SyntaxError("Invalid principal in policy");
  return new Map(Object.entries(value).map(([kind, who]) => [kind, textsOf(who) ?? []]));
}

function conditionsOf(value: unknown): readonly Condition[] {
  if (value === undefined) return [];
  if (!isRecord(value)) throw new SyntaxError("Syntax errors in policy.");
  return Object.entries(value).flatMap(([operator, block]) => {
    if (!isRecord(block)) throw new SyntaxError("Syntax errors in policy.");
    return Object.entries(block).map(([key, values]) => ({
      operator,
      key,
      values: textsOf(values) ?? [],
    }));
  });
}

function textsOf(value: unknown): readonly string[] | undefined {
  if (value === undefined || value === null) return undefined;
  return (Array.isArray(value) ? value : [value]).map(String);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
