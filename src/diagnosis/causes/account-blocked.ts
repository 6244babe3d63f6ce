import { type Cause, saying, subjectOf } from "../cause.ts";

/** AWS has closed the account to new capacity. */
export const accountBlocked: Cause = {
  reason: "AccountBlocked",
  title: "AWS has blocked the account, or not yet opened it",
  rank: "cause",
  examples: [
    {
      kind: "service-event",
      words: "(service api) was unable to place a task because your account is currently blocked.",
      source: "https://repost.aws/knowledge-center/ecs-fargate-quota-increases-blocked",
    },
  ],
  recognise: saying(
    [
      /account is (?:currently )?(?:blocked|suspended|pending verification)|OptInRequired|PendingVerification|SubscriptionRequired/i,
    ],
    (_match, sign, scene) => ({
      resource: subjectOf(sign, scene),
      message: "AWS does not let this account start anything now",
      remedy: "Open a case with AWS Support.",
    }),
  ),
};
