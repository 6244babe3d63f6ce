import { isServerError, isThrottlingError, isTransientError } from "@smithy/core/retry";
import { type HttpHandler, HttpRequest, HttpResponse } from "@smithy/core/protocols";
import {
  type ClientProtocol,
  type OperationSchema,
  type Provider,
  type RetryErrorInfo,
  type RetryStrategyV2,
  SMITHY_CONTEXT_KEY,
} from "@smithy/types";
import { AwsFault } from "../kernel/aws-fault.ts";
import type { Entrance } from "./answer-request.ts";
import { copyOf } from "./copy-value.ts";
import { writeError } from "./error-response.ts";
import { findService, type KnownService } from "./known-services.ts";
import { makeRequestHandler } from "./make-request-handler.ts";
import type { OperationModel } from "./service-model.ts";
import { asRecord } from "./record.ts";

/** As much of an SDK client as is used and changed here; their published types hide most of it. */
interface Callable {
  send: (command: Command, options?: SendOptions) => Promise<object>;
  middlewareStack: object;
  readonly config: Config;
}

interface Config {
  readonly protocol: ClientProtocol<HttpRequest, HttpResponse>;
  readonly requestHandler: HttpHandler;
  readonly retryStrategy: Provider<RetryStrategyV2>;
  readonly credentials: Provider<{ readonly accessKeyId: string }>;
  readonly region: Provider<string>;
  readonly defaultSigningName: string;
  /** The schemes that an operation may be signed with, the preferred one first. */
  readonly httpAuthSchemeProvider: (asked: {
    readonly operation: string;
    readonly region: string;
  }) => readonly { readonly schemeId: string }[];
  readonly endpointProvider: (parameters: object) => {
    readonly properties?: { readonly authSchemes?: readonly { readonly signingRegion?: string }[] };
  };
}

interface Command {
  readonly input: object;
  /** Tag, namespace, name, traits, input, output. */
  readonly schema: readonly [
    number,
    string,
    string,
    unknown,
    OperationSchema["input"],
    OperationSchema["output"],
  ];
}

interface SendOptions {
  readonly abortSignal?: AbortSignal;
}

interface Sent {
  readonly response: HttpResponse;
  readonly output: Record<string, unknown>;
}

type Handler = (args: { readonly input: object }) => Promise<Sent>;
type Middleware = (next: Handler, context: object) => Handler;

interface Scope {
  readonly service: string;
  readonly region: string;
  readonly accessKeyId?: string;
}

/** Stands in a request where its bytes would: the call as the product made it. */
class DirectCall {
  readonly action: string;
  readonly input: object;
  readonly scope: Scope;

  constructor(action: string, input: object, scope: Scope) {
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

/**
 * Lets an SDK client hand its calls to `makeDirectHandler` as values, without writing, signing and reading HTTP, which is most of what a call
 * in process costs. Called before anything is added to the client's middleware: what is added is run, inside the client's own retries, with its
 * own credentials; errors still come in their wire form and are read by the SDK. Clients of REST services go on speaking HTTP. That both ways
 * give the same is tested for every operation.
 */
export function callDirectly(client: object): void {
  const callable = client as Callable;
  if (!byName.test(callable.config.protocol.getShapeId())) return;
  const added: Middleware[] = [];
  const add = (middleware: Middleware): void => void added.push(middleware);
  callable.middlewareStack = { add, addRelativeTo: add };
  const scopeOf = scopesOf(callable.config);
  callable.send = (command, options = {}) => send(callable, command, options, { added, scopeOf });
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

async function send(
  { config, constructor }: Callable,
  command: Command,
  { abortSignal }: SendOptions,
  {
    added,
    scopeOf,
  }: { readonly added: readonly Middleware[]; readonly scopeOf: (action: string) => Promise<Scope> },
): Promise<object> {
  const action = command.schema[2];
  const context = {
    clientName: constructor.name,
    commandName: `${action}Command`,
    [SMITHY_CONTEXT_KEY]: { abortSignal },
  };
  const call: Handler = async ({ input }) => {
    const body = new DirectCall(action, input, await scopeOf(action));
    const request = new HttpRequest({ method: "POST", hostname: "direct", body });
    const options = abortSignal === undefined ? {} : { abortSignal };
    const { response } = await config.requestHandler.handle(request, options);
    return { response, output: await outputIn(config, command, response) };
  };
  const handler = added.reduceRight((next, middleware) => middleware(next, context), call);
  return withRetries(config, () => handler({ input: command.input }));
}

/** As the SDK's own middleware does it with a strategy of the second kind. */
async function withRetries({ retryStrategy }: Config, attempt: () => Promise<Sent>): Promise<object> {
  const strategy = await retryStrategy();
  let token = await strategy.acquireInitialRetryToken("");
  for (let attempts = 1; ; attempts += 1) {
    try {
      const { output } = await attempt();
      strategy.recordSuccess(token);
      return { ...output, $metadata: { ...asRecord(output["$metadata"]), attempts, totalRetryDelay: 0 } };
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      try {
        token = await strategy.refreshRetryTokenForRetry(token, infoOf(error));
      } catch {
        throw error;
      }
    }
  }
}

function infoOf(thrown: Error): RetryErrorInfo {
  // The SDK asks its own errors, which have more than any error; it looks for what it needs.
  const error = thrown as unknown as NonNullable<RetryErrorInfo["error"]>;
  if (isThrottlingError(error)) return { error, errorType: "THROTTLING" };
  if (isTransientError(error)) return { error, errorType: "TRANSIENT" };
  return { error, errorType: isServerError(error) ? "SERVER_ERROR" : "CLIENT_ERROR" };
}

async function outputIn(
  config: Config,
  { schema }: Command,
  response: HttpResponse,
): Promise<Record<string, unknown>> {
  const answer: unknown = response.body;
  if (answer instanceof DirectAnswer) {
    const $metadata = {
      httpStatusCode: response.statusCode,
      requestId: response.headers["x-amzn-requestid"],
    };
    return { ...answer.output, $metadata };
  }
  const [, namespace, name, traits, input, output] = schema;
  // What is no answer is an error, which the protocol throws.
  const operation = { namespace, name, traits, input, output } as OperationSchema;
  return { ...(await config.protocol.deserializeResponse(operation, config as never, response)) };
}

/** Where and as whom a client calls: an endpoint may name another region than the client's (IAM has one for all), and some calls are not signed. */
function scopesOf(config: Config): (action: string) => Promise<Scope> {
  let place: Promise<Omit<Scope, "accessKeyId">> | undefined;
  const isSigned = new Map<string, boolean>();
  return async (action) => {
    place ??= placeOf(config);
    const { service, region } = await place;
    const signed =
      isSigned.get(action) ??
      config.httpAuthSchemeProvider({ operation: action, region, ...endpointOf(region) })[0]?.schemeId !==
        "smithy.api#noAuth";
    isSigned.set(action, signed);
    if (!signed) return { service, region };
    const { accessKeyId } = await config.credentials();
    return { service, region, accessKeyId };
  };
}

/** What endpoints, and of STS signatures too, are told by. */
function endpointOf(region: string): object {
  return { Region: region, UseDualStack: false, UseFIPS: false, UseGlobalEndpoint: false };
}

async function placeOf(config: Config): Promise<Omit<Scope, "accessKeyId">> {
  const region = await config.region();
  const endpoint = config.endpointProvider(endpointOf(region));
  return {
    service: config.defaultSigningName,
    region: endpoint.properties?.authSchemes?.[0]?.signingRegion ?? region,
  };
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
