import type { TextMap } from "../../domain/stack.ts";
import type { JsonMap } from "../../domain/template.ts";
import { booleanParameter, textParameter } from "../ecs/ecs-parameters.ts";

/** Parameters of a template with HTTP routing. Nothing in it refers to them; they tell people and Copilot's commands. */
export const httpParameters: Readonly<Record<string, JsonMap>> = {
  HTTPSEnabled: booleanParameter,
  RulePath: textParameter,
};

/** Values of these parameters; the path stands as the manifest writes it. */
export function httpValues(path: string | undefined, https: boolean): TextMap {
  return { HTTPSEnabled: String(https), RulePath: path ?? "" };
}
