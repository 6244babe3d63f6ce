/** An error that a fake service answers with, in AWS's code and words. */
export class AwsFault extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** What CloudFormation, ELB and STS say for a request that makes no sense. */
export function validationError(message: string): AwsFault {
  return new AwsFault("ValidationError", message);
}
