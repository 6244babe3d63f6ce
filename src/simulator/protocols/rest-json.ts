import { readJson, writeJson } from "./json-codec.ts";
import { asRecord } from "./record.ts";
import type { PathLabels } from "./path-labels.ts";
import { readText } from "./rest-request.ts";
import type { OperationModel } from "./service-model.ts";
import { kindOf, membersOf, type Shape } from "./shape.ts";
import { queryValue, textOf, utf8, type WireRequest, type WireResponse } from "./wire.ts";

/** The input of a REST-JSON request. https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html */
export function readRestJsonInput(
  shape: Shape,
  request: WireRequest,
  labels: PathLabels,
): Record<string, unknown> {
  const text = textOf(request.body);
  const body = asRecord(text === "" ? {} : JSON.parse(text));
  const input: Record<string, unknown> = {};
  for (const [name, member] of membersOf(shape)) {
    const value = valueOf(member, { name, request, labels, body });
    if (value !== undefined) input[name] = value;
  }
  return input;
}

/** The answer to a REST-JSON request. */
export function writeRestJsonResponse(operation: OperationModel, output: unknown): WireResponse {
  const body: Record<string, unknown> = {};
  const headers: Record<string, string> = { "content-type": "application/json" };
  const record = asRecord(output);
  for (const [name, member] of membersOf(operation.output)) {
    const value = record[name];
    if (value === undefined) continue;
    const traits = member.getMergedTraits();
    if (traits.httpHeader !== undefined)
      headers[traits.httpHeader.toLowerCase()] = JSON.stringify(value).replaceAll('"', "");
    else body[traits.jsonName ?? name] = writeJson(member, value);
  }
  return { status: operation.http?.status ?? 200, headers, body: utf8(JSON.stringify(body)) };
}

function valueOf(
  member: Shape,
  source: {
    readonly name: string;
    readonly request: WireRequest;
    readonly labels: PathLabels;
    readonly body: Readonly<Record<string, unknown>>;
  },
): unknown {
  const { name, request, labels, body } = source;
  const traits = member.getMergedTraits();
  if (traits.httpLabel !== undefined) return readText(member, labels[name]);
  if (traits.httpHeader !== undefined) {
    return readText(member, request.headers[traits.httpHeader.toLowerCase()]);
  }
  if (traits.httpQuery !== undefined) {
    if (kindOf(member) === "list") return request.query.get(traits.httpQuery);
    return readText(member, queryValue(request, traits.httpQuery));
  }
  if (traits.httpPayload !== undefined && kindOf(member) === "blob") return request.body;
  return readJson(member, body[traits.jsonName ?? name]);
}
