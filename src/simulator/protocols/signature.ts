import { queryValue, type WireRequest } from "./wire.ts";

/** Who says they call, and for which service and region: the credential scope of an AWS signature, version 4. */
export interface SignatureScope {
  readonly accessKeyId: string;
  readonly region: string;
  /** The signing name of the service, `cloudformation`. */
  readonly service: string;
  readonly sessionToken: string | undefined;
}

/**
 * Reads the scope from the Authorization header, or from the query of a presigned URL; undefined for an anonymous
 * request. The signature itself is not recomputed: the simulated world hands out no secret worth guarding.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-signing-elements.html
 */
export function signatureScopeOf(request: WireRequest): SignatureScope | undefined {
  const header = request.headers["authorization"];
  const credential =
    header === undefined ? queryValue(request, "X-Amz-Credential") : /Credential=([^,\s]+)/.exec(header)?.[1];
  if (credential === undefined) return undefined;
  const parts = credential.split("/");
  const [service, region] = [parts.at(-2), parts.at(-3)];
  // An access key id holds no slash, so that what precedes date, region, service and `aws4_request` is the key.
  const accessKeyId = parts.slice(0, -4).join("/");
  if (service === undefined || region === undefined || accessKeyId === "") return undefined;
  return {
    accessKeyId,
    region,
    service,
    sessionToken: request.headers["x-amz-security-token"] ?? queryValue(request, "X-Amz-Security-Token"),
  };
}
