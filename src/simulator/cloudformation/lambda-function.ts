import { canonicalJson } from "../../template/canonical-json.ts";
import { beginPlain } from "./plain-resource.ts";
import type { Provisioner, ProvisionRequest } from "./provision.ts";

/**
 * Runtimes that Lambda no longer takes, and from when. nodejs20.x and what is older: functions cannot be created from
 * 2026-08-31 and not updated from 2026-09-30.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
 */
const blockedRuntimes =
  /^(?:nodejs(?:4\.3|4\.3-edge|6\.10|8\.10|10\.x|12\.x|14\.x|16\.x|18\.x|20\.x)?|python(?:2\.7|3\.[6-9])|ruby2\.[57]|java8|go1\.x|dotnetcore.*|dotnet[56])$/;
const blockedFrom = {
  create: Date.parse("2026-08-31T00:00:00Z"),
  update: Date.parse("2026-09-30T00:00:00Z"),
};

/** Lambda functions: like any resource, save that blocked runtimes are refused, in a rollback too. */
export const lambdaFunctions: Provisioner = {
  begin: (request) => {
    const refusal = runtimeRefusal(request);
    return refusal === undefined ? beginPlain(request) : { kind: "fails", seconds: 2, reason: refusal };
  },
};

function runtimeRefusal(request: ProvisionRequest): string | undefined {
  const { verb, properties, live, context } = request;
  if (verb === "delete") return undefined;
  const runtime = properties["Runtime"];
  if (typeof runtime !== "string" || !blockedRuntimes.test(runtime)) return undefined;
  if (context.now.getTime() < blockedFrom[verb]) return undefined;
  // New tags go through TagResource, which asks nothing about the runtime.
  if (verb === "update" && canonicalJson(properties) === canonicalJson(live?.properties ?? {}))
    return undefined;
  const requestId = context.random.uuid();
  return `Resource handler returned message: "The runtime parameter of ${runtime} is no longer supported for creating or updating AWS Lambda functions. We recommend you use a supported runtime while creating or updating functions. (Service: Lambda, Status Code: 400, Request ID: ${requestId})" (RequestToken: ${context.random.uuid()}, HandlerErrorCode: InvalidRequest)`;
}
