import { type Cause, saying, subjectOf } from "../cause.ts";

/** The execution role may not read a secret: with Copilot's roles a secret without both tags, or of another environment. */
export const secretDenied: Cause = {
  reason: "SecretDenied",
  title: "the execution role may not read a secret (mostly: its Copilot tags are missing)",
  rank: "cause",
  examples: [
    {
      kind: "stopped-task",
      words:
        "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secrets from ssm: service call has been retried 1 time(s): AccessDeniedException: User: arn:aws:sts::222222222222:assumed-role/shop-develop-api-ExecutionRole/1a2b is not authorized to perform: ssm:GetParameters on resource: arn:aws:ssm:eu-west-1:222222222222:parameter/db because no identity-based policy allows the ssm:GetParameters action",
      source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/access-denied-error.html",
    },
    {
      kind: "stopped-task",
      words:
        "ResourceInitializationError: unable to pull secrets or registry auth: unable to retrieve secret from asm: AccessDeniedException: User: arn:aws:sts::222222222222:assumed-role/shop-develop-api-ExecutionRole/1a2b is not authorized to perform: secretsmanager:GetSecretValue on resource: arn:aws:secretsmanager:eu-west-1:222222222222:secret:db-AbCdEf",
      source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/access-denied-error.html",
    },
  ],
  recognise: (sign, scene) => (sign.kind === "log-line" ? undefined : denied(sign, scene)),
};

const denied = saying(
  [
    /not authorized to perform: (?<action>ssm:GetParameters?\w*|secretsmanager:GetSecretValue)(?: on resource: (?<name>[^\s,;]+))?/i,
    /unable to (?:retrieve|pull) secrets? from (?:ssm|asm).*AccessDenied/is,
  ],
  (match, sign, scene) => {
    const name = match.groups?.["name"] ?? subjectOf(sign, scene);
    const tags = `copilot-application=${scene.application} and copilot-environment=${scene.environment}`;
    return {
      resource: name,
      message: `the execution role may not read ${name}: it has not both Copilot tags, or does not exist`,
      remedy: name.includes(":secretsmanager:")
        ? `Tag it ${tags}: aws secretsmanager tag-resource --region ${scene.region} --secret-id ${name} --tags Key=copilot-application,Value=${scene.application} Key=copilot-environment,Value=${scene.environment}`
        : `Tag it ${tags}: aws ssm add-tags-to-resource --region ${scene.region} --resource-type Parameter --resource-id ${name.replace(/^arn:[^/]*parameter/, "")} --tags Key=copilot-application,Value=${scene.application} Key=copilot-environment,Value=${scene.environment}`,
    };
  },
);
