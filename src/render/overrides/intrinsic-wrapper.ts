import type { Json, JsonMap } from "../../domain/template.ts";
import { isJsonMap } from "../../template/json-pointer.ts";

/**
 * The one key of an intrinsic in long form (`Fn::If`), when the next step of a path does not name it itself. People
 * write paths for Copilot's templates, where a short tag (`!If [a, b, c]`) takes no step: such a path leads through
 * the intrinsic into what it holds.
 */
export function silentWrapper(value: Json, step: string): string | undefined {
  if (!isJsonMap(value)) return undefined;
  const [key, ...others] = Object.keys(value);
  if (key === undefined || others.length > 0 || key === step) return undefined;
  return isIntrinsic(key, value) ? key : undefined;
}

function isIntrinsic(key: string, value: JsonMap): boolean {
  if (key.startsWith("Fn::")) return true;
  return (key === "Ref" || key === "Condition") && typeof value[key] === "string";
}
