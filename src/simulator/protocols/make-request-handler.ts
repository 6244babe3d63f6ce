import { Readable } from "node:stream";
import { HttpResponse, type HttpHandler, type HttpRequest } from "@smithy/core/protocols";
import { answerRequest, type Entrance } from "./answer-request.ts";
import { utf8, type WireRequest } from "./wire.ts";

/**
 * A request handler for AWS SDK v3 clients (`new SSMClient({ requestHandler })`) that answers out of a world, without
 * sockets and on the world's clock. It obeys abort signals; a broken connection is the `TimeoutError` that Node's own
 * handler throws, which SDK clients retry.
 */
export function makeRequestHandler(world: Entrance): HttpHandler {
  return {
    metadata: { handlerProtocol: "http/1.1" },
    handle: async (request, options) => {
      const signal = options?.abortSignal;
      if (signal?.aborted === true) throw abortError();
      const wire = await wireRequestOf(request);
      const answer = answerRequest(world, wire);
      const response = await (signal instanceof AbortSignal ? raceAbort(answer, signal) : answer);
      const streams = wire.headers["x-amz-target"] === undefined && wire.method === "GET";
      return {
        response: new HttpResponse({
          statusCode: response.status,
          headers: { "content-length": String(response.body.length), ...response.headers },
          // SDK clients hand a GetObject body on as a Node stream; everything else they collect at once.
          body: streams ? Readable.from([response.body], { objectMode: false }) : response.body,
        }),
      };
    },
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
    destroy: () => undefined,
  };
}

async function wireRequestOf(request: HttpRequest): Promise<WireRequest> {
  const query = new Map<string, readonly string[]>();
  for (const [name, value] of Object.entries(request.query)) {
    query.set(name, Array.isArray(value) ? value : [value ?? ""]);
  }
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  return {
    method: request.method,
    host: request.hostname,
    path: request.path,
    query,
    headers,
    body: await bytesOf(request.body),
  };
}

async function bytesOf(body: unknown): Promise<Uint8Array> {
  if (body === undefined || body === null) return new Uint8Array();
  if (typeof body === "string") return utf8(body);
  if (body instanceof Uint8Array) return body;
  if (body instanceof ArrayBuffer) return new Uint8Array(body);
  if (body instanceof Readable || body instanceof ReadableStream) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of body) chunks.push(typeof chunk === "string" ? utf8(chunk) : chunk);
    return Buffer.concat(chunks);
  }
  throw new TypeError("the request's body is neither text, bytes nor a stream");
}

async function raceAbort<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = (): void => reject(abortError());
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await Promise.race([answer, promise]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

function abortError(): Error {
  const error = new Error("Request aborted");
  error.name = "AbortError";
  return error;
}
