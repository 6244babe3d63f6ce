import { HttpRequest, HttpResponse } from "@smithy/core/protocols";
import type { ClientProtocol, HttpAuthScheme, Identity } from "@smithy/types";
import type { HttpHandler } from "@smithy/core/protocols";
import { AwsFault } from "../kernel/aws-fault.ts";
import type { Entrance } from "./answer-request.ts";
import { copyOf } from "./copy-value.ts";
import { writeError } from "./error-response.ts";
import { findService, type KnownService } from "./known-services.ts";
import { makeRequestHandler } from "./make-request-handler.ts";
import type { OperationModel } from "./service-model.ts";
import { asRecord } from "./record.ts";

type Protocol = ClientProtocol<HttpRequest, HttpResponse>;

/** As much of an SDK client as is changed here. */
interface Callable {
  readonly middlewareStack: { remove(name: string): boolean };
  readonly config: {
    protocol: Protocol;
    disableRequestCompression?: () => Promise<boolean>;
    readonly httpAuthSchemes: readonly HttpAuthScheme[];
  };
}

interface Scope {
  readonly service: string;
  readonly region: string;
  readonly accessKeyId?: string;
}

/** Stands in a request where its bytes would: the call as the product made it. */
class DirectCall {
  readonly action: string;
  readonly input: unknown;
  /** Where, and once the SDK would sign, as whom. */
  scope: Scope;

  constructor(action: string, input: unknown, scope: Scope) {
    this.action = action;
    this.input = input;
    this.scope = scope;
  }
}

/** Stands in a response where its bytes would. */
class DirectAnswer {
  readonly output: object;

  constructor(output: object) {
    this.output = output;
  }
}

/** Protocols whose operations are told by name alone. Of the others (S3's, EC2's) headers and paths say part of what is asked. */
const byName = /#aws(?:Query|Json1_[01])$/;

/** Middleware that writes headers or looks at the body. */
const onlyForHttp = [
  "getUserAgentMiddleware",
  "contentLengthMiddleware",
  "hostHeaderMiddleware",
  "recursionDetectionMiddleware",
  "loggerMiddleware",
];

/**
 * Lets an SDK client hand its calls to `makeDirectHandler` as values, without writing, signing and reading HTTP: more than half of what
 * a call in process costs. Everything else stays the SDK's own: its middleware, retries, credentials and errors, which still come
 * in their wire form. Clients of REST services go on speaking HTTP. That both ways give the same calls is tested.
 */
export function callDirectly(client: object): void {
  // Every client of the SDK is made so; its published types hide both members.
  const { config, middlewareStack } = client as Callable;
  if (!byName.test(config.protocol.getShapeId())) return;
  config.protocol = directProtocol(config.protocol);
  config.disableRequestCompression = async () => true;
  for (const name of onlyForHttp) middlewareStack.remove(name);
  // Changed in place: the client's middleware has taken hold of them already.
  for (const scheme of config.httpAuthSchemes) {
    if (scheme.schemeId === "aws.auth#sigv4") scheme.signer = noSigner;
  }
}

/** Answers clients that call directly, and those that do not. */
export function makeDirectHandler(world: Entrance): HttpHandler {
  const wire = makeRequestHandler(world);
  return {
    ...wire,
    handle: async (request, options) => {
      const call: unknown = request.body;
      if (!(call instanceof DirectCall)) return wire.handle(request, options);
      if (options?.abortSignal?.aborted === true) throw aborted();
      return { response: await answerCall(world, call) };
    },
  };
}

/** What the SDK's clients add of their own to a protocol's context. */
interface Placed {
  readonly defaultSigningName: string;
  readonly region: () => Promise<string>;
}

function directProtocol(real: Protocol): Protocol {
  return {
    getShapeId: () => real.getShapeId(),
    getRequestType: () => real.getRequestType(),
    getResponseType: () => real.getResponseType(),
    getPayloadCodec: () => real.getPayloadCodec(),
    setSerdeContext: (context) => real.setSerdeContext(context),
    updateServiceEndpoint: (request, endpoint) => real.updateServiceEndpoint(request, endpoint),
    serializeRequest: async ({ name }, input, context) => {
      const { defaultSigningName, region } = context as unknown as Placed;
      const scope = { service: defaultSigningName, region: await region() };
      return new HttpRequest({
        method: "POST",
        hostname: "direct",
        // Or the SDK would measure the body, which is none.
        headers: { "content-length": "0" },
        body: new DirectCall(name.slice(name.indexOf("#") + 1), input, scope),
      });
    },
    deserializeResponse: async (operation, context, response) => {
      const answer: unknown = response.body;
      if (!(answer instanceof DirectAnswer)) return real.deserializeResponse(operation, context, response);
      const $metadata = {
        httpStatusCode: response.statusCode,
        requestId: response.headers["x-amzn-requestid"],
      };
      // The caller knows the operation's output; here it is any.
      return { ...answer.output, $metadata } as never;
    },
  };
}

/** Notes whom the SDK would sign for, and where. */
const noSigner: HttpAuthScheme["signer"] = {
  sign: async (request, identity, properties) => {
    const call: unknown = request.body;
    if (call instanceof DirectCall) call.scope = scopeOf(identity, asRecord(properties));
    return request;
  },
};

function scopeOf(identity: Identity, properties: Readonly<Record<string, unknown>>): Scope {
  const accessKeyId = asRecord(identity)["accessKeyId"];
  // An endpoint may say other names than the client: IAM is in one region for all.
  const { name, region, signingName = name, signingRegion = region } = properties;
  return { accessKeyId: String(accessKeyId), service: String(signingName), region: String(signingRegion) };
}

async function answerCall(world: Entrance, { action, input, scope }: DirectCall): Promise<HttpResponse> {
  const { accessKeyId, region } = scope;
  const service = findService(scope.service);
  const operation = service?.model.operations.get(action);
  if (service === undefined || operation === undefined)
    throw new Error(`the simulated AWS does not play ${scope.service}:${action}`);
  const requestId = world.random.uuid();
  try {
    const output = await world.call({
      service: service.name,
      action,
      region,
      input: asRecord(copyOf(operation.input, input)),
      requestId,
      ...(accessKeyId === undefined ? {} : { credentials: { accessKeyId } }),
    });
    return direct(operation, output, requestId);
  } catch (error) {
    if (!(error instanceof AwsFault)) throw error;
    return refused(service, error, requestId);
  }
}

function direct(operation: OperationModel, output: unknown, requestId: string): HttpResponse {
  return new HttpResponse({
    statusCode: 200,
    headers: { "x-amzn-requestid": requestId },
    body: new DirectAnswer(asRecord(copyOf(operation.output, output))),
  });
}

function refused(service: KnownService, { data }: AwsFault, requestId: string): HttpResponse {
  const { status, headers, body } = writeError(service, data, requestId);
  return new HttpResponse({ statusCode: status, headers: { ...headers }, body });
}

function aborted(): Error {
  const error = new Error("Request aborted");
  error.name = "AbortError";
  return error;
}
