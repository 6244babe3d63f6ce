import { type Cause, saying, subjectOf } from "../cause.ts";

/** A secret's value is not what the task definition expects of it; the value itself is never read here. */
export const secretMalformed: Cause = {
  reason: "SecretMalformed",
  title: "a secret holds no JSON, or not the key that is asked for",
  rank: "cause",
  examples: [
    {
      kind: "stopped-task",
      words:
        "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secret from asm: service call has been retried 1 time(s): retrieved secret from Secrets Manager did not contain json key password",
      source:
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html",
    },
    {
      kind: "service-event",
      words:
        "(service authn) was unable to place a task. Reason: ResourceInitializationError: unable to pull secrets or registry auth: unable to retrieve secret from asm: invalid character 'p' in literal true (expecting 'r').",
      source:
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/resource-initialization-error.html",
    },
  ],
  recognise: saying(
    [
      /did not contain json key (?<key>[\w.-]+)/i,
      /(?:unable to (?:retrieve|pull) secrets?).*(?:invalid character|unexpected end of JSON|cannot unmarshal|parsing)/is,
    ],
    (match, sign, scene) => {
      const key = match.groups?.["key"];
      return {
        resource: key ?? subjectOf(sign, scene),
        message:
          key === undefined
            ? "a secret is asked for by JSON key and its value is not JSON"
            : `a secret has no JSON key ${key}`,
        remedy: "Put a JSON object with that key into the secret, or name the secret without a key.",
      };
    },
  ),
};
