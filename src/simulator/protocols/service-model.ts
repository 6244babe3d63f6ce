import { NormalizedSchema } from "@smithy/core/schema";
import type { SchemaRef } from "@smithy/types";
import type { Shape } from "./shape.ts";

/** One operation: its shapes, and for REST services where it lives. */
export interface OperationModel {
  readonly name: string;
  readonly input: Shape;
  readonly output: Shape;
  /** Method and path template of a REST operation, `/{Key+}?tagging`. */
  readonly http: { readonly method: string; readonly path: string; readonly status: number } | undefined;
}

/** An error of the model: its HTTP status, and what the Query protocol says instead of the shape's name. */
interface ErrorModel {
  readonly status: number;
  readonly query: { readonly code: string; readonly status: number } | undefined;
}

/** What an SDK client package says about its service. */
export interface ServiceModel {
  readonly operations: ReadonlyMap<string, OperationModel>;
  readonly errors: ReadonlyMap<string, ErrorModel>;
}

const operationTag = 9;
const errorTag = -3;

/**
 * Reads the schemas that every AWS SDK v3 client package exports (`DescribeStacks$`, `AlreadyExistsException$`):
 * they are generated from AWS's own API models, so nothing about shapes is written down twice.
 */
export function serviceModelOf(clientPackage: Readonly<Record<string, unknown>>): ServiceModel {
  const operations = new Map<string, OperationModel>();
  const errors = new Map<string, ErrorModel>();
  for (const [name, exported] of Object.entries(clientPackage)) {
    if (!name.endsWith("$") || !Array.isArray(exported)) continue;
    if (exported[0] === operationTag) operations.set(String(exported[2]), operationOf(exported));
    if (exported[0] === errorTag) errors.set(String(exported[2]), errorOf(exported));
  }
  return { operations, errors };
}

/** Static operation schema: tag, namespace, name, traits, input, output. */
function operationOf(schema: readonly unknown[]): OperationModel {
  const [, , name, traits, input, output] = schema;
  return {
    name: String(name),
    input: NormalizedSchema.of(input as SchemaRef),
    output: NormalizedSchema.of(output as SchemaRef),
    http: httpOf(traits),
  };
}

function httpOf(traits: unknown): OperationModel["http"] {
  if (typeof traits !== "object" || traits === null || !("http" in traits)) return undefined;
  if (!Array.isArray(traits.http)) return undefined;
  const [method, path, status] = traits.http;
  return { method: String(method), path: String(path), status: Number(status) };
}

/** Static error schema: tag, namespace, name, traits; the trait `awsQueryError` holds the code on the wire and its status. */
function errorOf(schema: readonly unknown[]): ErrorModel {
  const [, , , traits] = schema;
  const record: Readonly<Record<string, unknown>> =
    typeof traits === "object" && traits !== null ? { ...traits } : {};
  const byClient = record["error"] === "server" ? 500 : 400;
  const status = typeof record["httpError"] === "number" ? record["httpError"] : byClient;
  const query = record["awsQueryError"];
  if (!Array.isArray(query)) return { status, query: undefined };
  return { status, query: { code: String(query[0]), status: Number(query[1]) } };
}
