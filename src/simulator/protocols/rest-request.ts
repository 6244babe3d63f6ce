import type { PathLabels } from "./path-labels.ts";
import type { S3Address } from "./s3-address.ts";
import type { OperationModel } from "./service-model.ts";
import { kindOf, membersOf, parseTimestamp, type Shape } from "./shape.ts";
import { queryValue, textOf, type WireRequest } from "./wire.ts";
import { parseXml, readXml } from "./xml-reader.ts";

/**
 * The operation that a REST request means: the one of its method and level (service, bucket, object) whose fixed and
 * required parameters are all there, the most demanding first (`PUT ?partNumber&uploadId` is UploadPart, not PutObject).
 */
export function findRestOperation(
  operations: Iterable<OperationModel>,
  request: WireRequest,
  address: S3Address,
): OperationModel | undefined {
  if (address.bucket === undefined) return [...operations].find(({ name }) => name === "ListBuckets");
  let best: { readonly operation: OperationModel; readonly demands: number } | undefined;
  for (const operation of operations) {
    const demands = demandsMet(operation, request, address);
    if (demands === undefined) continue;
    if (best === undefined || demands > best.demands) best = { operation, demands };
  }
  return best?.operation;
}

/** The input of a REST-XML request. https://smithy.io/2.0/aws/protocols/aws-restxml-protocol.html */
export function readRestInput(
  shape: Shape,
  request: WireRequest,
  labels: PathLabels,
): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  let unbound = false;
  for (const [name, member] of membersOf(shape)) {
    const traits = member.getMergedTraits();
    if (traits.httpLabel !== undefined) {
      assign(input, name, readText(member, labels[name]));
    } else if (traits.httpQuery !== undefined) {
      assign(input, name, readText(member, queryValue(request, traits.httpQuery)));
    } else if (traits.httpHeader !== undefined) {
      assign(input, name, readText(member, request.headers[traits.httpHeader.toLowerCase()]));
    } else if (traits.httpPrefixHeaders !== undefined) {
      assign(input, name, prefixedHeaders(request, traits.httpPrefixHeaders));
    } else if (traits.httpPayload !== undefined) {
      assign(input, name, readPayload(member, request));
    } else {
      unbound = true;
    }
  }
  if (unbound && request.body.length > 0)
    Object.assign(input, readXml(shape, parseXml(textOf(request.body))));
  return input;
}

function demandsMet(operation: OperationModel, request: WireRequest, address: S3Address): number | undefined {
  if (operation.http?.method !== request.method) return undefined;
  const [path = "", fixed = ""] = operation.http.path.split("?");
  if (path.includes("{Key") !== (address.key !== undefined)) return undefined;
  if (operation.name === "ListBuckets" || operation.name === "ListDirectoryBuckets") return undefined;
  let demands = 0;
  for (const [name, value] of new URLSearchParams(fixed)) {
    if (name === "x-id") continue;
    const sent = queryValue(request, name);
    if (sent === undefined || (value !== "" && sent !== value)) return undefined;
    demands += 1;
  }
  for (const traits of requiredTraits(operation.input)) {
    const sent =
      traits.httpQuery === undefined
        ? request.headers[(traits.httpHeader ?? "").toLowerCase()]
        : queryValue(request, traits.httpQuery);
    if (sent === undefined) return undefined;
    demands += 1;
  }
  return demands;
}

/** Traits of the required members that stand in query or headers. A structure's schema ends with how many are required. */
function requiredTraits(shape: Shape): ReturnType<Shape["getMergedTraits"]>[] {
  const schema = shape.getSchema();
  const required = Array.isArray(schema) ? (schema[6] ?? 0) : 0;
  return [...membersOf(shape)]
    .slice(0, required)
    .map(([, member]) => member.getMergedTraits())
    .filter((traits) => traits.httpQuery !== undefined || traits.httpHeader !== undefined);
}

function assign(input: Record<string, unknown>, name: string, value: unknown): void {
  if (value !== undefined) input[name] = value;
}

/** A value that travelled as text: in a header, the query or the path. */
export function readText(shape: Shape, text: string | undefined): unknown {
  if (text === undefined) return undefined;
  switch (kindOf(shape)) {
    case "boolean":
      return text === "true";
    case "number":
      return Number(text);
    case "timestamp":
      return parseTimestamp(text);
    case "list":
      return text.split(",").map((item) => item.trim());
    case "string":
    case "blob":
    case "structure":
    case "map":
    case "nothing":
      return text;
  }
}

function prefixedHeaders(request: WireRequest, prefix: string): Record<string, string> | undefined {
  const found = Object.entries(request.headers)
    .filter(([name]) => name.startsWith(prefix))
    .map(([name, value]) => [name.slice(prefix.length), value]);
  return found.length === 0 ? undefined : Object.fromEntries(found);
}

function readPayload(shape: Shape, request: WireRequest): unknown {
  if (kindOf(shape) === "blob") return request.body;
  if (request.body.length === 0) return undefined;
  return kindOf(shape) === "string" ? textOf(request.body) : readXml(shape, parseXml(textOf(request.body)));
}
