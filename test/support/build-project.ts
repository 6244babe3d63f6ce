import { CreateStackCommand } from "@aws-sdk/client-cloudformation";
import { sessionsOf, type Shop, shopAccount, shopRegion } from "./shop.ts";

/** Makes the CodeBuild project `shop-tests` in the application's account. */
export async function makeBuildProject({ world }: Pick<Shop, "world">): Promise<void> {
  // The adapter loads it in real time, for which a virtual clock does not wait.
  await import("@aws-sdk/client-codebuild");
  const { cloudformation } = sessionsOf(world, shopAccount).application(shopRegion);
  const TemplateBody = JSON.stringify({ Resources: { Project: buildProject("shop-tests", shopAccount) } });
  await world.run(
    (async () => {
      await cloudformation.send(new CreateStackCommand({ StackName: "tests", TemplateBody }));
      await world.clock.sleep(120_000);
    })(),
  );
}

/** A CodeBuild project that builds nothing, as a resource of a template. */
export function buildProject(name: string, account: string): object {
  return {
    Type: "AWS::CodeBuild::Project",
    Properties: {
      Name: name,
      ServiceRole: `arn:aws:iam::${account}:role/build`,
      Artifacts: { Type: "NO_ARTIFACTS" },
      Environment: {
        Type: "LINUX_CONTAINER",
        ComputeType: "BUILD_GENERAL1_SMALL",
        Image: "aws/codebuild/standard:7.0",
      },
      Source: { Type: "NO_SOURCE", BuildSpec: "version: 0.2" },
    },
  };
}
