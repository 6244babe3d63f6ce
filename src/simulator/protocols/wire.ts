/** An HTTP request, whatever it travelled on. Header names are in lower case. */
export interface WireRequest {
  readonly method: string;
  /** Host name without port, as the client addressed it. */
  readonly host: string;
  /** The path as sent, still percent-encoded, without the query. */
  readonly path: string;
  /** Decoded; a parameter without a value is the empty string. */
  readonly query: ReadonlyMap<string, readonly string[]>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** The answer to it. */
export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** A body of text, in UTF-8. */
export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** The text of a body. */
export function textOf(body: Uint8Array): string {
  return new TextDecoder().decode(body);
}

/** The first value of a query parameter. */
export function queryValue(request: WireRequest, name: string): string | undefined {
  return request.query.get(name)?.[0];
}
