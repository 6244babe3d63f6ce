import type { JsonMap } from "../../domain/template.ts";
import { isJsonMap } from "../../template/json-pointer.ts";
import { readYaml } from "../../template/read-yaml.ts";
import { validationError } from "../kernel/aws-fault.ts";
import type { CallContext } from "../kernel/service.ts";
import { fetchTemplate } from "./template-source.ts";

/** A stack policy from a request's text or URL; undefined when the request has none. */
export function readPolicy(
  context: CallContext,
  body: string | undefined,
  url: string | undefined,
): JsonMap | undefined {
  if (body !== undefined && url !== undefined) {
    throw validationError("You cannot specify both StackPolicyBody and StackPolicyURL");
  }
  const text = url === undefined ? body : fetchTemplate(context, url);
  if (text === undefined || text === "") return undefined;
  const reading = readYaml(text);
  if (
    reading.kind === "unreadable" ||
    !isJsonMap(reading.value) ||
    reading.value["Statement"] === undefined
  ) {
    throw validationError("Error validating stack policy: Invalid stack policy");
  }
  return reading.value;
}
