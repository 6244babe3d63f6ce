import { makeSimulatedAws } from "../../src/simulator/simulated-aws.ts";
import { rootOf } from "../../src/simulator/kernel/principal.ts";
import { writeFigures } from "./figures.ts";
import { measure, median } from "./measure.ts";

/** Stacks that one round creates. */
const stacks = 1000;
const rounds = 5;

/** Creates 1,000 stacks of a dozen resources each, at once, on the virtual clock; every stack's template is its own. */
const results = [];
for (let round = 0; round < rounds; round += 1) results.push(await measure(() => createAll(round)));
writeFigures({
  figures: {
    stacks,
    "CPU s": median(results.map(({ cpuSeconds }) => cpuSeconds)),
    "wall s": median(results.map(({ wallSeconds }) => wallSeconds)),
    "simulated minutes": median(results.map(({ value }) => value.minutes)),
    "stack events": median(results.map(({ value }) => value.events)),
  },
});

async function createAll(round: number): Promise<{ readonly minutes: number; readonly events: number }> {
  const world = makeSimulatedAws({ seed: `bench-${round}` });
  const credentials = world.issueCredentials(rootOf("111111111111"));
  const call = (action: string, input: object): Promise<Record<string, unknown>> =>
    world.call({ service: "cloudformation", action, credentials, region: "eu-west-1", input });
  const start = world.clock.time;
  for (let index = 0; index < stacks; index += 1) {
    const TemplateBody = JSON.stringify(template(round, index));
    await call("CreateStack", {
      StackName: `stack-${index}`,
      TemplateBody,
      Capabilities: ["CAPABILITY_IAM"],
    });
  }
  let events = 0;
  await world.run(
    (async () => {
      for (let index = 0; index < stacks; index += 1) events += await finished(index);
    })(),
  );
  return { minutes: (world.clock.time - start) / 60_000, events };

  async function finished(index: number): Promise<number> {
    for (;;) {
      const { Stacks } = await call("DescribeStacks", { StackName: `stack-${index}` });
      const status = String((Stacks as readonly { StackStatus: string }[])[0]?.StackStatus);
      if (status === "CREATE_COMPLETE") break;
      if (!status.endsWith("_IN_PROGRESS")) throw new Error(`stack-${index} is ${status}`);
      await world.clock.sleep(5000);
    }
    const { StackEvents } = await call("DescribeStackEvents", { StackName: `stack-${index}` });
    return (StackEvents as readonly unknown[]).length;
  }
}

function template(round: number, index: number): object {
  const names = ["Orders", "Mails", "Bills", "Audits"];
  const queues = names.map((name) => [
    name,
    { Type: "AWS::SQS::Queue", Properties: { VisibilityTimeout: 30 + ((round * stacks + index) % 900) } },
  ]);
  const policies = names.map((name) => [
    `${name}Policy`,
    {
      Type: "AWS::SQS::QueuePolicy",
      Properties: { Queues: [{ Ref: name }], PolicyDocument: { Statement: [] } },
    },
  ]);
  return {
    Description: `round ${round}, stack ${index}`,
    Resources: {
      ...Object.fromEntries([...queues, ...policies]),
      Role: {
        Type: "AWS::IAM::Role",
        Properties: {
          AssumeRolePolicyDocument: {
            Version: "2012-10-17",
            Statement: [
              {
                Effect: "Allow",
                Principal: { Service: "ecs-tasks.amazonaws.com" },
                Action: "sts:AssumeRole",
              },
            ],
          },
        },
      },
      Logs: { Type: "AWS::Logs::LogGroup", Properties: { RetentionInDays: 30 } },
      Topic: {
        Type: "AWS::SNS::Topic",
        Properties: { DisplayName: { "Fn::Sub": "${AWS::StackName}-topic" } },
      },
      Alarm: {
        Type: "AWS::CloudWatch::Alarm",
        Properties: {
          ComparisonOperator: "GreaterThanThreshold",
          EvaluationPeriods: 1,
          MetricName: "ApproximateNumberOfMessagesVisible",
          Namespace: "AWS/SQS",
          Period: 60,
          Statistic: "Sum",
          Threshold: 5,
          Dimensions: [{ Name: "QueueName", Value: { "Fn::GetAtt": ["Orders", "QueueName"] } }],
        },
      },
    },
    Outputs: {
      Topic: { Value: { Ref: "Topic" }, Export: { Name: { "Fn::Sub": "${AWS::StackName}-Topic" } } },
    },
  };
}
