import { type Cause, manifestOf, saying, subjectOf } from "../cause.ts";

/** A secret or parameter that the task needs does not exist where it is looked for. */
export const secretMissing: Cause = {
  reason: "SecretMissing",
  title: "a secret or parameter is not there",
  rank: "cause",
  examples: [
    {
      kind: "stopped-task",
      words:
        "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secrets from ssm: service call has been retried 1 time(s): invalid ssm parameters: /copilot/shop/develop/secrets/DB_PASSWORD",
      source:
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/resource-initialization-error.html",
    },
    {
      kind: "stopped-task",
      words:
        "ResourceInitializationError: unable to pull secrets or registry auth: unable to retrieve secret from asm: ResourceNotFoundException: The task can't retrieve the secret with ARN 'arn:aws:secretsmanager:eu-west-1:222222222222:secret:db' from AWS Secrets Manager. Check whether the secret exists in the specified Region: secret arn:aws:secretsmanager:eu-west-1:222222222222:secret:db: ResourceNotFoundException: Secrets Manager can't find the specified secret.",
      source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/resource-not-found-error.html",
    },
    {
      kind: "stack-event",
      words: "Parameters: [ssm:/copilot/shop/develop/secrets/DB:1] cannot be found.",
      source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-ssm.html",
    },
  ],
  recognise: saying(
    [
      /invalid ssm parameters: (?<name>[^;"]+?)(?:\s*$|[;"]|\. )/i,
      /secret with ARN '(?<name>[^']+)'.*(?:ResourceNotFound|exists in the specified)/is,
      /Fetching secret data from (?:AWS )?(?:Secrets Manager|SSM)[^:]*: (?:secret )?(?<name>\S+?):? .*(?:NotFound|can't find)/is,
      /(?:secret|parameter) (?<name>[\w/:.+=@-]+): ?(?:ResourceNotFoundException|ParameterNotFound)/i,
      /Secrets Manager can't find the specified secret(?: value)?/i,
      /Parameters?: \[(?:ssm(?:-secure)?:)?(?<name>[^\]:]+)[^\]]*\] cannot be found/i,
      /Unable to fetch parameters \[(?<name>[^\]]+)\] from parameter store/i,
      /ParameterNotFound/,
    ],
    (match, sign, scene) => {
      const name = match.groups?.["name"]?.trim() ?? subjectOf(sign, scene);
      return {
        resource: name,
        message: `secret or parameter ${name} does not exist in ${scene.region} of the environment's account`,
        remedy: `Make it with copilot secret init (both Copilot tags are needed), or correct secrets in ${manifestOf(scene)}.`,
      };
    },
  ),
};
