import { runInNewContext } from "node:vm";
import type { Json } from "../../src/domain/template.ts";
import { isJsonMap, valueAt } from "../../src/template/json-pointer.ts";

/** Requests that tell apart what the function of a static site does with a path. */
const requested = ["/", "/about", "/about/", "/a/b", "/a/b/", "/index.html", "/a.b/c", "/a.b/", "/x.css", ""];

/**
 * Compares `FunctionCode` of each `AWS::CloudFront::Function` by what it makes of some requests: the code itself is
 * free. A function that only one side has is a difference of the templates, not of this comparison.
 */
export function functionFaults(expected: Json, produced: Json): readonly string[] {
  const resources = valueAt(expected, "/Resources");
  if (!isJsonMap(resources)) return [];
  return Object.entries(resources).flatMap(([id, resource]) => {
    if (valueAt(resource, "/Type") !== "AWS::CloudFront::Function") return [];
    const wanted = valueAt(resource, "/Properties/FunctionCode");
    const given = valueAt(produced, `/Resources/${id}/Properties/FunctionCode`);
    return faultsOf(`/Resources/${id}/Properties/FunctionCode`, wanted, given);
  });
}

function faultsOf(path: string, wanted: Json | undefined, given: Json | undefined): readonly string[] {
  if (typeof wanted !== "string") return [];
  if (typeof given !== "string") return [`${path} is not text`];
  return requested.flatMap((uri) => {
    const [right, actual] = [rewritten(wanted, uri), rewritten(given, uri)];
    return right === actual ? [] : [`${path} makes ${actual} of ${uri}, expected ${right}`];
  });
}

function rewritten(code: string, uri: string): string {
  const call = `${code}\n;JSON.stringify(handler({ request: { uri: ${JSON.stringify(uri)}, headers: {} } }).uri)`;
  return String(runInNewContext(call, {}, { timeout: 1_000 }));
}
