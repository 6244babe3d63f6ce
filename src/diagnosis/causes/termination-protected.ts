import { type Cause, saying, subjectOf } from "../cause.ts";

/** A stack that may not be deleted. */
export const terminationProtected: Cause = {
  reason: "TerminationProtected",
  title: "the stack is protected from deletion",
  rank: "cause",
  examples: [
    {
      kind: "refusal",
      words:
        "ValidationError: Stack [shop-develop-api] cannot be deleted while TerminationProtection is enabled",
      source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-protect-stacks.html",
    },
  ],
  recognise: saying(
    [
      /TerminationProtection is enabled|termination protection/i,
      /deletion protection|cannot be deleted because (?:it is|deletion) protect/i,
    ],
    (_match, sign, scene) => {
      const resource = subjectOf(sign, scene);
      return {
        resource,
        message: `${resource} is protected from deletion`,
        remedy: `Whoever may decide it takes the protection away: aws cloudformation update-termination-protection --region ${scene.region} --stack-name ${scene.stack} --no-enable-termination-protection`,
      };
    },
  ),
};
