/** An AWS error as data, as the API model names it. */
export interface AwsFaultData {
  /** The error code of the API model, e.g. `ValidationError`. */
  readonly code: string;
  readonly message: string;
  readonly httpStatus: number;
  /** Whose fault it is: `client` for 4xx, `server` for 5xx. */
  readonly fault: "client" | "server";
  /** Members of the modelled exception besides the message, where it has some. */
  readonly members?: Readonly<Record<string, unknown>>;
}

/** The one error that an operation throws on purpose; every protocol writes it in its own wire form. */
export class AwsFault extends Error {
  override readonly name = "AwsFault";
  readonly data: AwsFaultData;

  constructor(data: AwsFaultData) {
    super(data.message);
    this.data = data;
  }

  get code(): string {
    return this.data.code;
  }
}

/** The connection broke off: no answer reaches the caller, whether or not the call had its effect. */
export class ConnectionLost extends Error {
  override readonly name = "TimeoutError";
  readonly phase: "before-effect" | "after-effect";

  constructor(phase: "before-effect" | "after-effect") {
    super("Connection timed out");
    this.phase = phase;
  }
}

/** A client fault (HTTP 400 unless told otherwise). */
export function clientFault(code: string, message: string, httpStatus = 400): AwsFault {
  return new AwsFault({ code, message, httpStatus, fault: "client" });
}

/** `ValidationError`, the code that the Query services (CloudFormation, IAM, STS) use for wrong input. */
export function validationError(message: string): AwsFault {
  return clientFault("ValidationError", message);
}
