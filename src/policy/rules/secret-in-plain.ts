import { pointerOf } from "../../template/json-pointer.ts";
import type { PartFacts, PlacedText } from "../part-facts.ts";
import type { PolicyRule } from "../rule.ts";

/** Secrets that leave their place. */
export const secretInPlain: PolicyRule = {
  code: "secret-in-plain",
  severity: "stop",
  judges: "everything",
  stops: "`{{resolve:secretsmanager…}}` and `{{resolve:ssm-secure…}}` in anything but a password's property",
  reason:
    "CloudFormation puts the value in: into a task definition, an output, a tag, where everybody who may look at the stack reads it.",
  remedy: "Use `secrets:` in the manifest: ECS hands the value to the container and to nobody else.",
  judge: (facts) =>
    textsOf(facts).flatMap(({ pointer, text }) => {
      if (!/\{\{\s*resolve:(?:secretsmanager|ssm-secure|\$\{)/i.test(text) || isPassword(pointer)) return [];
      return [{ pointer, what: `copies a secret into ${placeOf(pointer)}` }];
    }),
};

function textsOf(facts: PartFacts): readonly PlacedText[] {
  const resources = [...facts.resources].flatMap(
    ([id, { Properties: properties = {}, Metadata: metadata = {} }]) => [
      ...facts.everyText(properties, pointerOf(["Resources", id, "Properties"])),
      ...facts.everyText(metadata, pointerOf(["Resources", id, "Metadata"])),
    ],
  );
  const parameters = Object.entries(facts.part.parameters).flatMap(([name, value]) =>
    facts.everyText(value, pointerOf(["Parameters", name])),
  );
  return [...resources, ...facts.everyText(facts.outputs, "/Outputs"), ...parameters];
}

/**
 * Properties that CloudFormation's services keep as secrets themselves
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html).
 */
function isPassword(pointer: string): boolean {
  if (!pointer.startsWith("/Resources/") || /\/Environment|\/Tags\/|\/Metadata\//.test(pointer)) return false;
  const [, , id = "", , ...path] = pointer.split("/");
  const last = path.findLast((step) => !/^(?:\d+|Fn::\w+|Ref)$/.test(step)) ?? id;
  return /^(?:Master(?:User)?(?:name|Password|Name)|MasterUserSecret|Password|UserName|Username|AuthToken|AuthenticationToken|AdminPassword|DBPassword|MasterUserOptions|ClientSecret|client_secret|Passwords|SecretString|AuthParameters|ApiKeyValue|BasicAuthParameters)$/.test(
    last,
  );
}

function placeOf(pointer: string): string {
  const [, section, id = "", , ...path] = pointer.split("/");
  const property = path.filter((step) => !/^(?:\d+|Fn::.*|Ref)$/.test(step)).join(".");
  return section === "Resources"
    ? `${id}'s ${property === "" ? "properties" : property}`
    : `${section} ${id}`;
}
