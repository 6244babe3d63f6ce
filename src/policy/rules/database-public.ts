import { pointerOf } from "../../template/json-pointer.ts";
import type { PolicyRule } from "../rule.ts";

/** Databases for everyone. */
export const databasePublic: PolicyRule = {
  code: "database-public",
  severity: "stop",
  judges: "additions",
  stops: "databases with an address on the internet",
  reason: "A database's only lock is then its password.",
  remedy:
    "Leave `PubliclyAccessible` out, and reach the database from a task (`copilot svc exec`, a bastion, a VPN).",
  judge: (facts) =>
    [...facts.resources].flatMap(([id, { Properties: properties = {} }]) =>
      facts.texts(properties["PubliclyAccessible"]).some((text) => text.toLowerCase() !== "false")
        ? [{ pointer: pointerOf(["Resources", id]), what: "is publicly accessible" }]
        : [],
    ),
};
