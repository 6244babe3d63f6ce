import { type Cause, saying, subjectOf } from "../cause.ts";

/** Lambda takes the runtime no longer. */
export const runtimeBlocked: Cause = {
  reason: "RuntimeBlocked",
  title: "Lambda does not take the function's runtime any more",
  rank: "cause",
  examples: [
    {
      kind: "stack-event",
      words:
        'Resource handler returned message: "The runtime parameter of nodejs16.x is no longer supported for creating or updating AWS Lambda functions. We recommend you use nodejs22.x while creating or updating functions. (Service: Lambda, Status Code: 400, Request ID: 1)" (HandlerErrorCode: InvalidRequest)',
      source: "https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html",
    },
  ],
  recognise: saying(
    [
      /runtime parameter of (?<runtime>\S+) is no longer supported/i,
      /runtime (?<runtime>[\w.]+) (?:is|has been) (?:deprecated|no longer supported|not supported)/i,
    ],
    (match, sign, scene) => {
      const resource = subjectOf(sign, scene);
      return {
        resource,
        message: `Lambda takes runtime ${match.groups?.["runtime"] ?? ""} no longer, and ${resource} asks for it`,
        remedy:
          "Set a newer runtime where the function is written (addons, overrides). Copilot's own functions are moved by Autoland in a step of their own.",
      };
    },
  ),
};
