import type { AwsClientConfig } from "../../../src/functions/custom-resource/world.ts";
import { AwsFault } from "./fault.ts";
import { children } from "./xml.ts";
import type { XmlValue } from "./xml.ts";

/** One call as it arrives at a fake service. */
export interface FakeCall {
  readonly service: string;
  readonly region: string;
  /** The access key that signed it: says in whose name the call is made. */
  readonly accessKey: string;
  /** Operation and input of the JSON and query protocols; the raw request of the REST protocols. */
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly http: FakeRequest;
}

/** The parts of a request that fakes look at. */
export interface FakeRequest {
  readonly method: string;
  readonly hostname: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** A service: gives the output of a call, text for a REST-XML one, or throws an AwsFault. */
export type FakeService = (call: FakeCall) => unknown;

/**
 * Fake AWS services behind real SDK clients: decodes what the clients send, hands it to the service that the host names,
 * encodes what it gives. `calls` is what arrived, in order.
 */
export class FakeAws {
  readonly calls: string[] = [];
  readonly #services: Readonly<Record<string, FakeService>>;
  /** Called before each call; throws to make it fail. */
  beforeCall: (call: FakeCall) => void | Promise<void> = () => undefined;

  constructor(services: Readonly<Record<string, FakeService>>) {
    this.#services = services;
  }

  /** Configuration of clients that talk to these fakes as a Lambda function of `eu-west-1`. */
  get config(): AwsClientConfig {
    return {
      region: "eu-west-1",
      maxAttempts: 1,
      credentials: { accessKeyId: "LAMBDAROLE", secretAccessKey: "function-secret" },
      requestHandler: { handle: async (request: FakeRequest) => ({ response: await this.#answer(request) }) },
    };
  }

  async #answer(
    http: FakeRequest,
  ): Promise<{ statusCode: number; headers: Record<string, string>; body: Uint8Array }> {
    const protocol = protocolOf(http);
    const call = decoded(http);
    this.calls.push(`${call.service}:${call.operation}`);
    try {
      await this.beforeCall(call);
      const service = this.#services[call.service];
      if (service === undefined) throw new Error(`No fake for ${http.hostname}`);
      const body = encoded(protocol, call.operation, service(call));
      return {
        statusCode: 200,
        headers: { "content-type": contentTypes[protocol] },
        body: Buffer.from(body),
      };
    } catch (error) {
      if (!(error instanceof AwsFault)) throw error;
      const body = http.method === "HEAD" ? "" : encodedFault(protocol, error);
      const headers = { "content-type": contentTypes[protocol], "x-amzn-errortype": error.code };
      return { statusCode: error.status, headers, body: Buffer.from(body) };
    }
  }
}

type Protocol = "json" | "query" | "rest";

const contentTypes: Readonly<Record<Protocol, string>> = {
  json: "application/x-amz-json-1.1",
  query: "text/xml",
  rest: "application/xml",
};

function protocolOf(http: FakeRequest): Protocol {
  if (http.headers["x-amz-target"] !== undefined) return "json";
  return http.headers["content-type"]?.startsWith("application/x-www-form-urlencoded") === true
    ? "query"
    : "rest";
}

function decoded(http: FakeRequest): FakeCall {
  const host = http.hostname.replace(/^sync-/, "").replace(/^[^.]+\.s3\./, "s3.");
  const [service = "", region = ""] = host.split(".");
  const authorization = http.headers["authorization"] ?? "";
  const accessKey = /Credential=([^/]+)\//.exec(authorization)?.[1] ?? "";
  const common = { service, region, accessKey, http };
  const protocol = protocolOf(http);
  if (protocol === "rest") return { ...common, operation: `${http.method} ${http.path}`, input: {} };
  if (protocol === "json") {
    const operation = http.headers["x-amz-target"]?.split(".").at(-1) ?? "";
    return { ...common, operation, input: JSON.parse(textOf(http.body)) as Record<string, unknown> };
  }
  const form = Object.fromEntries(new URLSearchParams(textOf(http.body)));
  const { Action: operation = "", ...fields } = form;
  return { ...common, operation, input: nested(fields) };
}

/** The body of a request as text. */
export function textOf(body: unknown): string {
  if (body instanceof Uint8Array) return new TextDecoder().decode(body);
  return typeof body === "string" ? body : "";
}

/** `Parameters.member.1.ParameterKey=x` to `{Parameters: [{ParameterKey: "x"}]}`. */
function nested(fields: Readonly<Record<string, string>>): Record<string, unknown> {
  const root: Record<string, unknown> = {};
  for (const [path, value] of Object.entries(fields)) {
    const steps = path.split(".").filter((step) => step !== "member");
    const last = steps.pop() ?? "";
    let here = root;
    for (const step of steps) here = (here[step] ??= {}) as Record<string, unknown>;
    here[last] = value;
  }
  return listed(root) as Record<string, unknown>;
}

function listed(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, entry]) => [key, listed(entry)] as const);
  const numbered = entries.length > 0 && entries.every(([key]) => /^\d+$/.test(key));
  return numbered ? entries.map(([, entry]) => entry) : Object.fromEntries(entries);
}

function encoded(protocol: Protocol, operation: string, output: unknown): string {
  switch (protocol) {
    case "json":
      return JSON.stringify(output ?? {});
    case "query":
      return `<${operation}Response><${operation}Result>${children((output ?? {}) as Record<string, XmlValue>)}</${operation}Result><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></${operation}Response>`;
    case "rest":
      return typeof output === "string" ? output : "";
  }
}

function encodedFault(protocol: Protocol, fault: AwsFault): string {
  switch (protocol) {
    case "json":
      return JSON.stringify({ __type: fault.code, message: fault.message });
    case "query":
    case "rest":
      return `<ErrorResponse><Error>${children({ Type: "Sender", Code: fault.code, Message: fault.message })}</Error><RequestId>r</RequestId></ErrorResponse>`;
  }
}
