import type { Judged } from "../../domain/judged.ts";
import { unknownText } from "../spell.ts";
import { testsOf } from "./conditions.ts";
import type { Statement } from "./policy-documents.ts";

/** Whether a resource of a statement means all of its kind: `*`, `arn:aws:s3:::*`, `…:table/*`, `…:role/*`. */
function meansAll(resource: string): boolean {
  if (resource === unknownText || /^[*?]+$/.test(resource)) return true;
  const [prefix, , , , , ...rest] = resource.split(":");
  if (prefix === undefined || !/^(?:arn|\*)/.test(prefix) || rest.length === 0) return /^[*?]/.test(resource);
  const name = rest.join(":");
  // A kind before the name: `table/x`, `role/path/x`, `function:x`. Buckets, queues and topics have none.
  const hasKind = !/^arn:[^:]*:(?:s3|sqs|sns):/.test(resource);
  const own = (hasKind ? /^[a-zA-Z-]+[/:]+(.*)$/s.exec(name)?.[1] : undefined) ?? name;
  return /^[*?]/.test(own) || own === "" || own.startsWith(unknownText);
}

/** Whether a statement is about all resources of a kind, and no tag of the environment limits it. */
export function isUnbounded(statement: Statement, { application, environment }: Judged): boolean {
  if (isLimitedByTag(statement, { application, environment })) return false;
  return statement.notResources.length > 0 || statement.resources.some(meansAll);
}

/**
 * A condition on Copilot's two tags limits a statement to what is the environment's own (copilot-model.md 4). `IfExists` does not:
 * what has no tags passes.
 */
function isLimitedByTag(
  { condition }: Statement,
  own: { readonly application: string; readonly environment: string },
): boolean {
  const tests = testsOf(condition).filter(({ operator }) => operator === "StringEquals");
  const requires = (tag: string, value: string): boolean =>
    tests.some(
      ({ key, values }) => key.endsWith(`resourcetag/${tag}`) && values.every((text) => text === value),
    );
  return requires("copilot-application", own.application) && requires("copilot-environment", own.environment);
}
