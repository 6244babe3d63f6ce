import { createHash } from "node:crypto";

/** One call, as CloudTrail would keep it. */
export interface CallRecord {
  /** From 1, without gaps. */
  readonly sequence: number;
  /** Simulated time, ISO 8601 with milliseconds. */
  readonly time: string;
  /** ARN of the caller; the access key id where the key is unknown. */
  readonly principal: string;
  readonly account: string;
  readonly region: string;
  /** Service name as in the SDK's package: `cloudformation`, `ssm`, … */
  readonly service: string;
  readonly action: string;
  /** The service on whose behalf the call was made, e.g. `cloudformation.amazonaws.com`; absent for calls from outside. */
  readonly via?: string;
  readonly requestId: string;
  /** First 16 hexadecimal digits of the sha256 of the input's JSON. */
  readonly inputDigest: string;
  /** The input as given, byte arrays left out. */
  readonly input: unknown;
  /** `ok`, an error code, or `timeout-before-effect` / `timeout-after-effect`. */
  readonly outcome: string;
}

/** The calls that reached the world, in order. Nothing is ever taken out, except by restoring a snapshot. */
export class CallLog {
  #records: CallRecord[] = [];

  append(record: CallRecord): void {
    this.#records.push(record);
  }

  get records(): readonly CallRecord[] {
    return this.#records;
  }

  /** One line of JSON a call, without the inputs: equal for equal seeds and equal behaviour of the caller. */
  text(): string {
    return this.#records.map((record) => JSON.stringify({ ...record, input: undefined })).join("\n");
  }

  /** Puts saved calls back. */
  restore(records: readonly CallRecord[]): void {
    this.#records = [...records];
  }
}

/** The digest of a call's input that the log keeps. */
export function digestOfInput(input: unknown): string {
  return createHash("sha256")
    .update(JSON.stringify(input, writeBytes) ?? "")
    .digest("hex")
    .slice(0, 16);
}

function writeBytes(_key: string, value: unknown): unknown {
  if (value instanceof Uint8Array) return createHash("sha256").update(value).digest("hex");
  return value;
}
