import type { Decided } from "../domain/decisions.ts";

/** Who last wrote a record, and who the process itself is: ARNs, undefined where it is not known. */
export interface Signer {
  readonly writer: string | undefined;
  readonly self: string | undefined;
}

/**
 * Whose decision a record is: the principal's that wrote it, or, where the process's own role wrote it for somebody at its page, the
 * login's. A login in a record that anybody else wrote is no more than text, and the decision is the writer's.
 */
export function signedBy(login: string | undefined, { writer, self }: Signer): Pick<Decided, "by"> {
  if (writer === undefined) return {};
  const isOwn = self !== undefined && principalOf(writer) === principalOf(self);
  return { by: isOwn && login !== undefined ? `page:${login}` : writer };
}

/** An assumed role has another session name in each task: `arn:aws:sts::111122223333:assumed-role/ROLE/SESSION`. */
function principalOf(arn: string): string {
  return arn.replace(/^(arn:[^:]+:sts::\d+:assumed-role\/[^/]+)\/.*$/, "$1");
}
