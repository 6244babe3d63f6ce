import type { JsonMap } from "../../../domain/template.ts";
import { isJsonMap } from "../../../template/json-pointer.ts";
import type { Provisioner, ProvisionRequest } from "../../cloudformation/provision.ts";
import { textIn } from "../../resources/naming.ts";
import { byCalls, callAs, tagsOf } from "../provision-by-calls.ts";
import { tagList } from "../tags.ts";

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** Secrets as stacks make them, with a given or a generated value. */
export const secretsProvisioners: Readonly<Record<string, Provisioner>> = {
  "AWS::SecretsManager::Secret": byCalls({
    make: (request) => {
      const { Name, Description, KmsKeyId } = request.properties;
      const made = callAs(request, "secrets-manager", "CreateSecret", {
        Name: Name ?? `${request.logicalId}-${request.context.random.characters(12, letters)}`,
        Description,
        KmsKeyId,
        SecretString: valueOf(request),
        Tags: tagList(tagsOf(request)),
      });
      const physicalId = String(made["ARN"]);
      return { physicalId, attributes: { Id: physicalId } };
    },
    furnish: (request, SecretId) => {
      if (request.verb !== "update") return;
      const given = textIn(request.properties, "SecretString");
      if (given !== "")
        callAs(request, "secrets-manager", "PutSecretValue", { SecretId, SecretString: given });
      callAs(request, "secrets-manager", "TagResource", { SecretId, Tags: tagList(tagsOf(request)) });
    },
    // Secrets of stacks are gone at once. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-secretsmanager-secret.html
    remove: (request, SecretId) =>
      callAs(request, "secrets-manager", "DeleteSecret", { SecretId, ForceDeleteWithoutRecovery: true }),
  }),
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-secretsmanager-secret-generatesecretstring.html */
function valueOf({ properties, context }: ProvisionRequest): string | undefined {
  const generate = properties["GenerateSecretString"];
  if (!isJsonMap(generate)) return textIn(properties, "SecretString") || undefined;
  const password = context.random.characters(Number(generate["PasswordLength"] ?? 32), letters);
  const key = textIn(generate, "GenerateStringKey");
  if (key === "") return password;
  const template = JSON.parse(textIn(generate, "SecretStringTemplate") || "{}") as JsonMap;
  return JSON.stringify({ ...template, [key]: password });
}
