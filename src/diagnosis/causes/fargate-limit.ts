import { type Cause, saying, subjectOf } from "../cause.ts";

/** The account's quota of Fargate. */
export const fargateLimit: Cause = {
  reason: "FargateLimit",
  title: "the account's limit of Fargate vCPUs or tasks is reached",
  rank: "cause",
  examples: [
    {
      kind: "service-event",
      words:
        "(service api) was unable to place a task. Reason: You've reached the limit on the number of vCPUs you can run concurrently. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.",
      source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html",
    },
    {
      kind: "service-event",
      words:
        "(service api) was unable to place a task. Reason: The requested CPU configuration is above your limit.",
      source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html",
    },
  ],
  recognise: saying(
    [
      /reached the limit on the number of (?<what>[\w -]+?) you can run/i,
      /requested (?<what>CPU|MEMORY) configuration is above your limit/i,
    ],
    (match, sign, scene) => ({
      resource: subjectOf(sign, scene),
      message: `the account may run no more Fargate ${match.groups?.["what"] ?? "tasks"} in ${scene.region}`,
      remedy: `Ask for more: aws service-quotas list-service-quotas --region ${scene.region} --service-code fargate, then request-service-quota-increase.`,
    }),
  ),
};
