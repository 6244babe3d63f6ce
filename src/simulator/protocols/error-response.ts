import type { AwsFaultData } from "../kernel/aws-fault.ts";
import { asRecord } from "./record.ts";
import type { KnownService } from "./known-services.ts";
import { utf8, type WireResponse } from "./wire.ts";
import { element, escapeXml } from "./xml-writer.ts";

/** An error as its service's protocol writes it, with the request's id. */
export function writeError(service: KnownService, fault: AwsFaultData, requestId: string): WireResponse {
  switch (service.protocol) {
    case "query":
      return queryError(service, fault, requestId);
    case "json":
    case "rest-json":
      return jsonError(service, fault, requestId);
    case "rest-xml":
      return service.name === "s3" ? s3Error(fault, requestId) : queryError(service, fault, requestId);
  }
}

/**
 * Query services, and REST-XML ones but S3, answer with an ErrorResponse; some codes differ from the name of the shape (`ChangeSetNotFound` for
 * ChangeSetNotFoundException).
 */
function queryError(service: KnownService, fault: AwsFaultData, requestId: string): WireResponse {
  const wire = service.model.errors.get(fault.code)?.query;
  const error = element(
    "Error",
    element("Type", fault.fault === "client" ? "Sender" : "Receiver") +
      element("Code", escapeXml(wire?.code ?? fault.code)) +
      element("Message", escapeXml(fault.message)),
  );
  const xmlns = ` xmlns="${service.xmlNamespace}"`;
  const body = element("ErrorResponse", `${error}${element("RequestId", requestId)}`, xmlns);
  return {
    status: wire?.status ?? fault.httpStatus,
    headers: { "content-type": "text/xml", "x-amzn-requestid": requestId },
    body: utf8(body),
  };
}

/** The type stands in the body, and for REST services in a header; services that once spoke Query add their old code. */
function jsonError(service: KnownService, fault: AwsFaultData, requestId: string): WireResponse {
  const query = service.model.errors.get(fault.code)?.query;
  const fromClient = fault.fault === "client" ? "Sender" : "Receiver";
  return {
    status: fault.httpStatus,
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amzn-requestid": requestId,
      ...(service.protocol === "rest-json" ? { "x-amzn-errortype": fault.code } : {}),
      ...(query === undefined ? {} : { "x-amzn-query-error": `${query.code};${fromClient}` }),
    },
    body: utf8(JSON.stringify({ __type: fault.code, message: fault.message, ...fault.members })),
  };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
function s3Error(fault: AwsFaultData, requestId: string): WireResponse {
  const members = Object.entries(asRecord(fault.members))
    .filter(([, value]) => typeof value === "string" || typeof value === "number")
    .map(([name, value]) => element(name, escapeXml(String(value))));
  const body = element(
    "Error",
    element("Code", escapeXml(fault.code)) +
      element("Message", escapeXml(fault.message)) +
      members.join("") +
      element("RequestId", requestId) +
      element("HostId", `${requestId}-host`),
  );
  const region = fault.members?.["BucketRegion"];
  return {
    status: fault.httpStatus,
    headers: {
      "content-type": "application/xml",
      "x-amz-request-id": requestId,
      ...(typeof region === "string" ? { "x-amz-bucket-region": region } : {}),
    },
    body: utf8(`<?xml version="1.0" encoding="UTF-8"?>\n${body}`),
  };
}
