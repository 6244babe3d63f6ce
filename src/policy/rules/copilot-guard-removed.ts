import { pointerOf } from "../../template/json-pointer.ts";
import { factsOf, type PartFacts } from "../part-facts.ts";
import type { Offence, PolicyRule } from "../rule.ts";

/** Protection that Copilot puts in. */
export const copilotGuardRemoved: PolicyRule = {
  code: "copilot-guard-removed",
  severity: "stop",
  judges: "additions",
  stops:
    "patches that take out what Copilot puts in for protection: `DenyIAM`, refusals in bucket and queue policies, `Retain`, encryption, roles of tasks",
  reason:
    "Copilot's task roles may not touch IAM whatever else is attached to them. A patch that drops such a statement gives it back.",
  remedy: "Add to what Copilot renders instead of replacing it.",
  judge: (facts) => {
    const { own } = facts.part;
    if (own === undefined || facts.template === own) return [];
    const before = factsOf(facts.judged, facts.part, own, facts.context);
    return [
      ...refusalsGone(before, facts),
      ...retentionGone(before, facts),
      ...encryptionGone(before, facts),
    ];
  },
};

function refusalsGone(before: PartFacts, after: PartFacts): readonly Offence[] {
  return before.documents.flatMap(({ resource, statements }) => {
    const left = new Set(
      after.documents
        .filter((document) => document.resource === resource)
        .flatMap((document) => document.statements.map(({ text }) => text)),
    );
    return statements
      .filter(({ effect, text }) => effect === "Deny" && !left.has(text))
      .map(({ actions }) => ({
        pointer: pointerOf(["Resources", resource]),
        what: `loses the refusal of ${actions.slice(0, 3).join(", ")}`,
      }));
  });
}

function retentionGone(before: PartFacts, after: PartFacts): readonly Offence[] {
  return [...before.resources].flatMap(([id, resource]) => {
    const left = after.resources.get(id);
    return (["DeletionPolicy", "UpdateReplacePolicy"] as const)
      .filter(
        (key) =>
          resource[key] !== undefined &&
          resource[key] !== "Delete" &&
          (left?.[key] === undefined || left[key] === "Delete"),
      )
      .map((key) => ({ pointer: pointerOf(["Resources", id]), what: `loses ${key}: ${resource[key]}` }));
  });
}

/** Properties that encrypt, or keep the public out. */
const protecting =
  /^(?:BucketEncryption|KmsMasterKeyId|KmsKeyId|SSESpecification|Encrypted|EncryptionConfiguration|PublicAccessBlockConfiguration|OwnershipControls|SqsManagedSseEnabled|TransitEncryption)$/;

function encryptionGone(before: PartFacts, after: PartFacts): readonly Offence[] {
  return [...before.resources].flatMap(([id, { Properties: properties = {} }]) => {
    const left = after.resources.get(id);
    if (left === undefined) return [];
    return Object.keys(properties)
      .filter((key) => protecting.test(key) && left.Properties?.[key] === undefined)
      .map((key) => ({ pointer: pointerOf(["Resources", id]), what: `loses ${key}` }));
  });
}
