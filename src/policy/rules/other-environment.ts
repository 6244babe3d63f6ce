import { isJsonMap, pointerOf } from "../../template/json-pointer.ts";
import { itemsOf } from "../fold-values.ts";
import { otherOwnerOf } from "../names.ts";
import { isLookedUp, type PartFacts, type PlacedText } from "../part-facts.ts";
import type { PolicyRule } from "../rule.ts";

/** Things of another environment or application, and of Copilot's and Autoland's books. */
export const otherEnvironment: PolicyRule = {
  code: "other-environment",
  severity: "stop",
  judges: "everything",
  stops:
    "secrets and parameters that belong to another environment or application, or to Copilot's and Autoland's records",
  reason:
    "Environments may share an account. What a commit on one branch can reach in another environment, that environment's reviewers never saw.",
  remedy:
    "Name the environment's own: `/copilot/${COPILOT_APPLICATION_NAME}/${COPILOT_ENVIRONMENT_NAME}/secrets/…`.",
  judge: (facts) =>
    namesIn(facts).flatMap(({ pointer, text }) => {
      const owner = ownerIn(text, facts);
      return owner === undefined ? [] : [{ pointer, what: `names ${text}, which belongs to ${owner}` }];
    }),
};

/** Every place in which a name gives access to something. */
function namesIn(facts: PartFacts): readonly PlacedText[] {
  return [
    ...secretsOfContainers(facts),
    ...namedThings(facts),
    ...dynamicReferences(facts),
    ...lookedUp(facts),
  ];
}

function secretsOfContainers(facts: PartFacts): readonly PlacedText[] {
  return [...facts.resources]
    .filter(([, { Type: type }]) => type === "AWS::ECS::TaskDefinition")
    .flatMap(([id, { Properties: properties = {} }]) =>
      itemsOf(properties["ContainerDefinitions"])
        .filter(isJsonMap)
        .flatMap((container) => [
          ...itemsOf(container["Secrets"]),
          ...itemsOf(
            isJsonMap(container["LogConfiguration"])
              ? container["LogConfiguration"]["SecretOptions"]
              : undefined,
          ),
        ])
        .filter(isJsonMap)
        .flatMap((secret) => facts.texts(secret["ValueFrom"]))
        .map((text) => ({ pointer: pointerOf(["Resources", id]), text })),
    );
}

function namedThings(facts: PartFacts): readonly PlacedText[] {
  return [...facts.resources]
    .filter(([, { Type: type }]) =>
      /^AWS::(?:SSM::Parameter|SecretsManager::(?:Secret|ResourcePolicy))$/.test(type),
    )
    .flatMap(([id, { Properties: properties = {} }]) =>
      [...facts.texts(properties["Name"]), ...facts.texts(properties["SecretId"])].map((text) => ({
        pointer: pointerOf(["Resources", id]),
        text,
      })),
    );
}

function dynamicReferences(facts: PartFacts): readonly PlacedText[] {
  const resources = [...facts.resources].flatMap(([id, { Properties: properties = {} }]) =>
    facts.everyText(properties, pointerOf(["Resources", id, "Properties"])),
  );
  return [...resources, ...facts.everyText(facts.outputs, "/Outputs")].flatMap(({ pointer, text }) =>
    [...text.matchAll(/\{\{\s*resolve:[\w-]+:([^}]*)\}\}/g)].map(([, name = ""]) => ({
      pointer,
      text: name,
    })),
  );
}

function lookedUp(facts: PartFacts): readonly PlacedText[] {
  return Object.entries(facts.template.Parameters ?? {})
    .filter(([, parameter]) => isLookedUp(parameter))
    .flatMap(([name, parameter]) => {
      const given = facts.part.parameters[name] ?? parameter["Default"];
      return facts.texts(given).map((text) => ({ pointer: pointerOf(["Parameters", name]), text }));
    });
}

/** An ARN's owner follows from its last part: `arn:aws:ssm:…:parameter/copilot/…`, `arn:aws:s3:::shop-production-x`. */
export function ownerIn(text: string, facts: PartFacts): string | undefined {
  const name = text.startsWith("arn:") ? text.split(":").slice(5).join(":") : text;
  const bare = /^[a-zA-Z-]+[/:](.*)$/s.exec(name)?.[1];
  const candidates = [name, ...(bare === undefined || name.startsWith("/") ? [] : [bare])];
  return candidates.map((candidate) => otherOwnerOf(candidate, facts)).find((owner) => owner !== undefined);
}
