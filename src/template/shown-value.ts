import type { Json } from "../domain/template.ts";
import { isJsonList, isJsonMap } from "./json-pointer.ts";

/** What is shown instead of a value that may be a secret: that there is one, and nothing of it. */
export const hiddenValue = "(a value that is not shown)";

/** Enough of a value to recognise it. */
const longest = 160;

/** Names of properties and fields whose values are people's secrets, or may be. */
const secretName =
  /passw|secret(?!s?(?:arn|name|id|manager)$)|token(?!type)|credential|private_?key|api_?key|auth(?:orization|_?header|_?key)|connection_?string|user_?data|dsn$/i;

/** Places whose whole content is values of variables. */
const variablePlace =
  /(?:^|[/.])(?:Environment|EnvironmentVariables|Variables|variables|environment_variables|RuntimeEnvironmentVariables|BuildArgs|build\.args)(?:[/.]|$)/;

/**
 * A value as it may be shown, shortened. Values of environment variables, of what is called a password, a token and the like, and
 * everything below them are left out: whoever reads a report is not thereby someone who may read the secret.
 */
export function shownValue(value: Json | undefined, path: string): string | undefined {
  if (value === undefined) return undefined;
  if (isHidden(path, value)) return hiddenValue;
  const shown = redacted(value, path);
  const text = typeof shown === "string" ? shown : JSON.stringify(shown);
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}

/** Whether a name alone says that its value is not to be shown. */
export function isSecretName(name: string): boolean {
  return secretName.test(name);
}

function isHidden(path: string, value: Json): boolean {
  if (value === "" || value === null || typeof value === "boolean") return false;
  const last = path.split(/[/.]/).at(-1) ?? "";
  if (variablePlace.test(path)) return last !== "Name" && !isWhole(value, path);
  return path.split(/[/.]/).some(isSecretName) && !isJsonMap(value) && !isJsonList(value);
}

/** The list or map of variables itself: their names are shown, and `redacted` leaves out the values. */
function isWhole(value: Json, path: string): boolean {
  return (isJsonMap(value) || isJsonList(value)) && !isIntrinsic(value) && path !== "";
}

function isIntrinsic(value: Json): boolean {
  return (
    isJsonMap(value) && Object.keys(value).length === 1 && /^(?:Ref|Fn::)/.test(Object.keys(value)[0] ?? "")
  );
}

function redacted(value: Json, path: string): Json {
  if (isJsonList(value)) return value.map((item, index) => redactedPart(item, `${path}/${index}`));
  if (!isJsonMap(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, redactedPart(item, `${path}/${key}`)]),
  );
}

function redactedPart(value: Json, path: string): Json {
  return isHidden(path, value) ? "…" : redacted(value, path);
}
