import { CreateStackCommand } from "@aws-sdk/client-cloudformation";
import { GetParameterCommand, PutParameterCommand } from "@aws-sdk/client-ssm";
import { AssumeRoleCommand, GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import type { Clients } from "../backend.ts";
import { faultOf, type ContractCase, type Stage } from "../contract-case.ts";
import { settledStack } from "./stacks.ts";

const area = "STS";
const reference = "https://docs.aws.amazon.com/STS/latest/APIReference";

/** What Autoland relies on in the token service: accounts that are apart, and roles that lead from one to the other. */
export const stsCases: readonly ContractCase[] = [
  {
    id: "sts-caller",
    area,
    title: "a caller is told its account",
    page: `${reference}/API_GetCallerIdentity.html`,
    observe: async (stage) => {
      const { Account, Arn = "" } = await stage.sts.send(new GetCallerIdentityCommand({}));
      return { own: Account === stage.account, arn: Arn.split(":").slice(0, 3).join(":") };
    },
    onAws: { own: true, arn: "arn:aws:iam" },
  },
  {
    id: "sts-session",
    area,
    title: "a session's credentials are temporary, and its caller is the assumed role",
    page: `${reference}/API_AssumeRole.html`,
    observe: async (stage) => {
      const session = await assume(stage);
      const { Account, Arn = "" } = await session.clients.sts.send(new GetCallerIdentityCommand({}));
      return {
        key: session.key.slice(0, 4),
        expires: session.expires,
        account: Account === stage.backend.otherAccount,
        arn: Arn.replace(stage.backend.otherAccount, "OTHER").replace(stage.name, "NAME"),
      };
    },
    onAws: {
      key: "ASIA",
      expires: true,
      account: true,
      arn: "arn:aws:sts::OTHER:assumed-role/NAME/contract",
    },
  },
  {
    id: "sts-accounts-apart",
    area,
    title: "what a session writes in its account is not seen in the caller's own",
    page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_aws-accounts.html",
    observe: async (stage) => {
      const { clients } = await assume(stage);
      const Name = `/${stage.name}`;
      await clients.ssm.send(new PutParameterCommand({ Name, Value: "theirs", Type: "String" }));
      const theirs = await clients.ssm.send(new GetParameterCommand({ Name }));
      return [
        theirs.Parameter?.Value ?? "",
        await faultOf(stage.ssm.send(new GetParameterCommand({ Name }))),
      ];
    },
    onAws: ["theirs", { fault: "ParameterNotFound" }],
  },
  {
    id: "sts-no-such-role",
    area,
    title: "a role that does not exist cannot be assumed",
    page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_roles.html",
    observe: (stage) =>
      faultOf(
        stage.sts.send(
          new AssumeRoleCommand({
            RoleArn: `arn:aws:iam::${stage.backend.otherAccount}:role/${stage.name}-missing`,
            RoleSessionName: "contract",
          }),
        ),
      ),
    onAws: { fault: "AccessDenied" },
  },
  {
    id: "sts-short-session",
    area,
    title: "a session of less than a quarter of an hour is refused",
    page: `${reference}/API_AssumeRole.html`,
    observe: (stage) =>
      faultOf(
        stage.sts.send(
          new AssumeRoleCommand({
            RoleArn: `arn:aws:iam::${stage.backend.otherAccount}:role/${stage.name}`,
            RoleSessionName: "contract",
            DurationSeconds: 899,
          }),
        ),
      ),
    onAws: { fault: "ValidationError" },
  },
];

interface Session {
  readonly clients: Clients;
  readonly key: string;
  readonly expires: boolean;
}

/** Makes a role in the other account that trusts the caller's, and assumes it. */
async function assume(stage: Stage): Promise<Session> {
  const { backend, name } = stage;
  // moto lets every role be assumed, and tells accounts apart by sessions only: there is nowhere to make the role from.
  if (backend.name !== "moto") await makeRole(stage);
  const RoleArn = `arn:aws:iam::${backend.otherAccount}:role/${name}`;
  const { Credentials } = await stage.sts.send(
    new AssumeRoleCommand({ RoleArn, RoleSessionName: "contract" }),
  );
  const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "", Expiration } = Credentials ?? {};
  return {
    clients: backend.clientsWith({
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
    }),
    key: AccessKeyId,
    expires: Expiration !== undefined,
  };
}

async function makeRole({ backend, account, name }: Stage): Promise<void> {
  const { cloudFormation } = backend.clientsOf(backend.otherAccount);
  const trust = {
    Effect: "Allow",
    Principal: { AWS: `arn:aws:iam::${account}:root` },
    Action: "sts:AssumeRole",
  };
  const template = {
    Resources: {
      Role: {
        Type: "AWS::IAM::Role",
        Properties: {
          RoleName: name,
          AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: [trust] },
          Policies: [
            {
              PolicyName: "parameters",
              PolicyDocument: {
                Version: "2012-10-17",
                Statement: [{ Effect: "Allow", Action: "ssm:*", Resource: "*" }],
              },
            },
          ],
        },
      },
    },
  };
  await cloudFormation.send(
    new CreateStackCommand({
      StackName: name,
      TemplateBody: JSON.stringify(template),
      Capabilities: ["CAPABILITY_NAMED_IAM"],
    }),
  );
  await settledStack({ backend, cloudFormation }, name);
}
