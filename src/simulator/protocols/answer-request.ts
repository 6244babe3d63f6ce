import { AwsFault, clientFault } from "../kernel/aws-fault.ts";
import type { AwsFaultData } from "../kernel/aws-fault.ts";
import type { World } from "../kernel/world.ts";
import { decodeChunkedBody, isChunkedBody } from "./chunked-body.ts";
import { writeError } from "./error-response.ts";
import { readJson, writeJson } from "./json-codec.ts";
import { findService, signingNameOfHost, type KnownService } from "./known-services.ts";
import { findOperationByPath, type PathLabels } from "./path-labels.ts";
import { readQueryInput } from "./query-reader.ts";
import { asRecord } from "./record.ts";
import { readRestJsonInput, writeRestJsonResponse } from "./rest-json.ts";
import { findRestOperation, readRestInput } from "./rest-request.ts";
import { writeRestResponse } from "./rest-response.ts";
import { s3AddressOf, type S3Address } from "./s3-address.ts";
import type { OperationModel } from "./service-model.ts";
import { signatureScopeOf } from "./signature.ts";
import { textOf, utf8, type WireRequest, type WireResponse } from "./wire.ts";
import { element, writeMembers } from "./xml-writer.ts";

/** What the protocols need of a world: its single entrance, and request ids from its seed. */
export type Entrance = Pick<World, "call" | "random">;

/**
 * Answers one HTTP request out of the world, in the wire protocol of the service that the signature's scope (or else
 * the host) names. Rejects with `ConnectionLost` when a fault rule breaks the connection; every other failure is a
 * response.
 */
export async function answerRequest(world: Entrance, request: WireRequest): Promise<WireResponse> {
  const scope = signatureScopeOf(request);
  const signingName = scope?.service ?? signingNameOfHost(request.host) ?? "s3";
  const known = findService(signingName);
  const requestId = world.random.uuid();
  if (known === undefined) return unknownService(signingName, requestId);
  const service = asSpoken(known, request);
  try {
    const call = decodeCall(service, request);
    const output = await world.call({
      service: service.name,
      action: call.operation.name,
      region: scope?.region ?? regionOfHost(request.host),
      input: call.input,
      requestId,
      ...(scope === undefined ? {} : { credentials: { accessKeyId: scope.accessKeyId } }),
    });
    return withoutBodyOfHead(request, encodeOutput(service, call.operation, output, requestId));
  } catch (error) {
    if (!(error instanceof AwsFault)) throw error;
    return withoutBodyOfHead(request, writeError(service, error.data, requestId));
  }
}

interface DecodedCall {
  readonly operation: OperationModel;
  readonly input: Record<string, unknown>;
}

/**
 * CloudWatch and SQS moved from Query to JSON and still take Query requests, which older clients send.
 * https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#aws-protocols-awsquerycompatible-trait
 */
function asSpoken(service: KnownService, request: WireRequest): KnownService {
  const isForm = request.headers["content-type"]?.startsWith("application/x-www-form-urlencoded") === true;
  const isQuery = service.protocol === "json" && service.xmlNamespace !== "" && isForm;
  return isQuery ? { ...service, protocol: "query" } : service;
}

function decodeCall(service: KnownService, request: WireRequest): DecodedCall {
  switch (service.protocol) {
    case "query":
      return decodeQuery(service, request);
    case "json":
      return decodeJson(service, request);
    case "rest-json":
      return decodeRestJson(service, request);
    case "rest-xml":
      return service.name === "s3" ? decodeS3(service, request) : decodeRestXml(service, request);
  }
}

function decodeQuery(service: KnownService, request: WireRequest): DecodedCall {
  const form = new URLSearchParams(textOf(request.body));
  for (const [name, values] of request.query) for (const value of values) form.append(name, value);
  const action = form.get("Action") ?? "";
  const operation = service.model.operations.get(action);
  if (operation === undefined) {
    const version = form.get("Version") ?? "";
    throw clientFault("InvalidAction", `Could not find operation ${action} for version ${version}`);
  }
  return { operation, input: malformedAs("MalformedInput", () => readQueryInput(operation.input, form)) };
}

function decodeJson(service: KnownService, request: WireRequest): DecodedCall {
  const target = request.headers["x-amz-target"] ?? "";
  const operation = service.model.operations.get(target.slice(target.lastIndexOf(".") + 1));
  if (operation === undefined) throw clientFault("UnknownOperationException", "");
  const input = malformedAs("SerializationException", () =>
    asRecord(readJson(operation.input, JSON.parse(textOf(request.body) || "{}"))),
  );
  return { operation, input };
}

function decodeS3(service: KnownService, request: WireRequest): DecodedCall {
  const address = s3AddressOf(request);
  const operation = findRestOperation(service.model.operations.values(), request, address);
  if (operation === undefined) {
    throw clientFault("MethodNotAllowed", "The specified method is not allowed against this resource.", 405);
  }
  const body = isChunkedBody(request.headers) ? decodeChunkedBody(request.body) : request.body;
  const input = malformedAs("MalformedXML", () =>
    readRestInput(operation.input, { ...request, body }, s3Labels(address)),
  );
  return { operation, input };
}

function s3Labels({ bucket, key }: S3Address): PathLabels {
  return { ...(bucket === undefined ? {} : { Bucket: bucket }), ...(key === undefined ? {} : { Key: key }) };
}

/** Every REST-XML service but S3 tells its operations apart by method and path alone. */
function decodeRestXml(service: KnownService, request: WireRequest): DecodedCall {
  const found = findOperationByPath(service.model.operations.values(), request);
  if (found === undefined) throw clientFault("UnknownOperationException", "", 404);
  const { operation, labels } = found;
  const input = malformedAs("InvalidInput", () => readRestInput(operation.input, request, labels));
  return { operation, input };
}

function decodeRestJson(service: KnownService, request: WireRequest): DecodedCall {
  const found = findOperationByPath(service.model.operations.values(), request);
  if (found === undefined) throw clientFault("UnknownOperationException", "", 404);
  const { operation, labels } = found;
  const input = malformedAs("SerializationException", () =>
    readRestJsonInput(operation.input, request, labels),
  );
  return { operation, input };
}

/** What cannot be read is the client's fault, in the service's code for it. */
function malformedAs<T>(code: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) throw clientFault(code, error.message);
    throw error;
  }
}

function encodeOutput(
  service: KnownService,
  operation: OperationModel,
  output: unknown,
  requestId: string,
): WireResponse {
  switch (service.protocol) {
    case "query":
      return encodeQuery(service, operation, output, requestId);
    case "json":
      return {
        status: 200,
        headers: { "content-type": "application/x-amz-json-1.1", "x-amzn-requestid": requestId },
        body: utf8(JSON.stringify(writeJson(operation.output, output) ?? {})),
      };
    case "rest-json": {
      const response = writeRestJsonResponse(operation, output);
      return { ...response, headers: { ...response.headers, "x-amzn-requestid": requestId } };
    }
    case "rest-xml": {
      const response = writeRestResponse(service, operation, output);
      const ids: Record<string, string> =
        service.name === "s3"
          ? { "x-amz-request-id": requestId, "x-amz-id-2": `${requestId}-host` }
          : { "x-amzn-requestid": requestId };
      return { ...response, headers: { ...response.headers, ...ids } };
    }
  }
}

function encodeQuery(
  service: KnownService,
  operation: OperationModel,
  output: unknown,
  requestId: string,
): WireResponse {
  const result = operation.output.isUnitSchema()
    ? ""
    : element(`${operation.name}Result`, writeMembers(operation.output, output));
  const metadata = element("ResponseMetadata", element("RequestId", requestId));
  const xmlns = ` xmlns="${service.xmlNamespace}"`;
  return {
    status: 200,
    headers: { "content-type": "text/xml", "x-amzn-requestid": requestId },
    body: utf8(element(`${operation.name}Response`, result + metadata, xmlns)),
  };
}

function unknownService(signingName: string, requestId: string): WireResponse {
  const fault: AwsFaultData = {
    code: "NotImplemented",
    message: `the simulated AWS does not play the service ${signingName}`,
    httpStatus: 501,
    fault: "server",
  };
  return {
    status: fault.httpStatus,
    headers: { "content-type": "application/x-amz-json-1.1", "x-amzn-requestid": requestId },
    body: utf8(JSON.stringify({ __type: fault.code, message: fault.message })),
  };
}

function withoutBodyOfHead(request: WireRequest, response: WireResponse): WireResponse {
  return request.method === "HEAD" ? { ...response, body: new Uint8Array() } : response;
}

function regionOfHost(host: string): string {
  return /(?:^|\.)([a-z]{2}(?:-[a-z]+)+-\d)\./.exec(host)?.[1] ?? "us-east-1";
}
