import type { KnownService } from "./known-services.ts";
import { asRecord } from "./record.ts";
import type { OperationModel } from "./service-model.ts";
import { formatTimestamp, kindOf, membersOf, timestampFormatOf, type Shape } from "./shape.ts";
import { utf8, type WireResponse } from "./wire.ts";
import { element, writeMembers } from "./xml-writer.ts";

const xmlDeclaration = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** The answer to a REST-XML request. https://smithy.io/2.0/aws/protocols/aws-restxml-protocol.html */
export function writeRestResponse(
  service: Pick<KnownService, "name" | "xmlNamespace">,
  operation: OperationModel,
  output: unknown,
): WireResponse {
  const xmlns = service.xmlNamespace;
  const record = asRecord(output);
  const headers: Record<string, string> = {};
  let body: Uint8Array | undefined;
  let hasBodyMember = false;
  for (const [name, member] of membersOf(operation.output)) {
    const traits = member.getMergedTraits();
    const value = record[name];
    if (traits.httpHeader !== undefined) {
      if (value !== undefined) headers[traits.httpHeader.toLowerCase()] = headerText(member, value);
    } else if (traits.httpPrefixHeaders !== undefined) {
      for (const [key, text] of Object.entries(asRecord(value)))
        headers[traits.httpPrefixHeaders + key] = String(text);
    } else if (traits.httpPayload !== undefined) {
      body = payloadOf(member, value, xmlns);
      if (kindOf(member) !== "blob") headers["content-type"] ??= "application/xml";
    } else {
      hasBodyMember = true;
    }
  }
  if (hasBodyMember) {
    const root = `${operation.name}${service.name === "s3" ? "Result" : "Response"}`;
    body = utf8(xmlDeclaration + rootElement(operation, record, { xmlns, root }));
    headers["content-type"] ??= "application/xml";
  }
  const status = headers["content-range"] === undefined ? (operation.http?.status ?? 200) : 206;
  return { status, headers, body: body ?? new Uint8Array() };
}

function rootElement(
  operation: OperationModel,
  record: unknown,
  { xmlns, root }: { readonly xmlns: string; readonly root: string },
): string {
  const name = operation.output.getMergedTraits().xmlName ?? root;
  // GetBucketLocation alone has no wrapper: its one member is the root.
  // https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html
  if (operation.name === "GetBucketLocation") return writeMembers(operation.output, record);
  return element(name, writeMembers(operation.output, record), ` xmlns="${xmlns}"`);
}

function payloadOf(shape: Shape, value: unknown, xmlns: string): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (value === undefined) return new Uint8Array();
  if (typeof value === "string") return utf8(value);
  const name = shape.getMergedTraits().xmlName ?? shape.getName() ?? "";
  return utf8(xmlDeclaration + element(name, writeMembers(shape, value), ` xmlns="${xmlns}"`));
}

function headerText(shape: Shape, value: unknown): string {
  if (value instanceof Date) return formatTimestamp(value, timestampFormatOf(shape, "http-date"));
  return Array.isArray(value) ? value.join(",") : String(value);
}
