import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import type { AwsClientConfig } from "../custom-resource/world.ts";

/**
 * Client configuration that acts as a role, as a rule `<app>-DNSDelegationRole` of the application's account. The role is
 * assumed at the first call and again before its hour ends.
 */
export function assumedRole(aws: AwsClientConfig, roleArn: string): AwsClientConfig {
  const client = new STSClient(aws);
  return {
    ...aws,
    async credentials() {
      const answer = await client.send(
        new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: "autoland-custom-resource" }),
      );
      const {
        AccessKeyId: id,
        SecretAccessKey: secret,
        SessionToken: token,
        Expiration: end,
      } = answer.Credentials ?? {};
      if (id === undefined || secret === undefined)
        throw new Error(`STS gave no credentials for ${roleArn}.`);
      return {
        accessKeyId: id,
        secretAccessKey: secret,
        ...(token === undefined ? {} : { sessionToken: token }),
        ...(end === undefined ? {} : { expiration: end }),
      };
    },
  };
}
