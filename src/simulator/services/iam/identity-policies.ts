import type { Principal } from "../../kernel/principal.ts";
import type { CallContext } from "../../kernel/service.ts";
import { managedPolicyDocument, roles, users } from "./iam-state.ts";
import { parsePolicy, type Statement } from "./policy-document.ts";

/** The policies that bound a caller. A limit that is absent does not limit; every one that is present must allow. */
export interface IdentityPolicies {
  readonly identity: readonly Statement[];
  readonly boundary: readonly Statement[] | undefined;
  readonly session: readonly Statement[] | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * The policies of a caller as they stand now: a change to a role counts at once for sessions that exist. Undefined for
 * those whom identity policies do not bind, an account's root and AWS's services.
 */
export function identityPoliciesOf(context: CallContext, principal: Principal): IdentityPolicies | undefined {
  switch (principal.kind) {
    case "root":
    case "service":
      return undefined;
    case "user": {
      const user = context.state(users, { account: principal.account }).get(principal.userName);
      return { ...attachedPolicies(context, user), session: undefined };
    }
    case "role-session": {
      const role = context.state(roles, { account: principal.account }).get(principal.roleName);
      const attached = attachedPolicies(context, role);
      const session =
        principal.sessionPolicy === undefined ? undefined : parsePolicy(principal.sessionPolicy);
      return { ...attached, session, tags: { ...attached.tags, ...principal.sessionTags } };
    }
  }
}

interface PolicyHolder {
  readonly inlinePolicies: ReadonlyMap<string, string>;
  readonly attachedPolicyArns: ReadonlySet<string>;
  readonly boundaryArn: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

function attachedPolicies(
  context: CallContext,
  holder: PolicyHolder | undefined,
): Omit<IdentityPolicies, "session"> {
  if (holder === undefined) return { identity: [], boundary: undefined, tags: {} };
  const managed = [...holder.attachedPolicyArns].map((arn) => managedPolicyDocument(context, arn));
  const boundary =
    holder.boundaryArn === undefined ? undefined : managedPolicyDocument(context, holder.boundaryArn);
  return {
    identity: [...holder.inlinePolicies.values(), ...managed].flatMap((document) => statementsOf(document)),
    boundary: holder.boundaryArn === undefined ? undefined : statementsOf(boundary),
    tags: holder.tags,
  };
}

const parsed = new Map<string, readonly Statement[]>();

/** Statements of a document; the same text is parsed once, since every call asks again. */
function statementsOf(document: string | undefined): readonly Statement[] {
  if (document === undefined) return [];
  const known = parsed.get(document);
  if (known !== undefined) return known;
  const statements = parsePolicy(document);
  parsed.set(document, statements);
  return statements;
}
