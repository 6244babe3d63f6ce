import type { JsonMap } from "../../domain/template.ts";
import { getAtt, ref } from "../../template/intrinsics.ts";
import type { EcsContext } from "../ecs/ecs-context.ts";
import { inlinePolicy, permissionsBoundary, trustedBy } from "../iam.ts";
import { described, type Resources } from "../resources.ts";

/** The EventBridge rule that starts the job, and its role. The schedule `none` leaves the rule there, switched off. */
export function eventRule({ inputs }: EcsContext, schedule: string): Resources {
  return {
    Rule: {
      Metadata: described("Starts the job's state machine on its schedule"),
      Type: "AWS::Events::Rule",
      Properties: {
        ...(schedule === "none" ? switchedOff : onSchedule),
        Targets: [{ Arn: ref("StateMachine"), Id: "statemachine", RoleArn: getAtt("RuleRole", "Arn") }],
      },
    },
    RuleRole: {
      Type: "AWS::IAM::Role",
      Properties: {
        AssumeRolePolicyDocument: trustedBy("events.amazonaws.com"),
        ...permissionsBoundary(inputs.application.permissionsBoundary),
        Policies: [startStateMachine],
      },
    },
  };
}

const onSchedule: JsonMap = { ScheduleExpression: ref("Schedule"), State: "ENABLED" };

/** EventBridge wants an expression even of a rule that never fires. */
const switchedOff: JsonMap = { ScheduleExpression: "rate(5 minutes)", State: "DISABLED" };

const startStateMachine: JsonMap = inlinePolicy("EventRulePolicy", {
  Effect: "Allow",
  Action: "states:StartExecution",
  Resource: ref("StateMachine"),
});
