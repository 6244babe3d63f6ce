import { type Cause, saying, subjectOf } from "../cause.ts";

/** An alarm ended the rollout. */
export const rolloutAlarm: Cause = {
  reason: "RolloutAlarm",
  title: "an alarm of the deployment rang",
  rank: "cause",
  examples: [
    {
      kind: "rollout",
      words: "ECS deployment alarm: alarm detected.",
      source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-alarm-failure.html",
    },
  ],
  recognise: saying(
    [
      /deployment alarm: alarm detected|following alarms were triggered: (?<alarm>[^".]+)|deployment failed: alarm detected/i,
    ],
    (match, sign, scene) => ({
      resource: match.groups?.["alarm"] ?? subjectOf(sign, scene),
      message: `an alarm rang while ${subjectOf(sign, scene)} was being rolled out`,
      remedy: `See which: aws cloudwatch describe-alarms --region ${scene.region} --state-value ALARM`,
    }),
  ),
};
