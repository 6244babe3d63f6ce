import type { FakeService } from "./fake-aws.ts";
import { AwsFault } from "./fault.ts";

/** Roles that may be assumed; the access key of a session is the role's name. */
export function fakeSecurityTokens(roles: readonly string[]): FakeService {
  return ({ input }) => {
    const arn = String(input["RoleArn"]);
    if (!roles.includes(arn))
      throw new AwsFault(
        "AccessDenied",
        `not authorized to perform: sts:AssumeRole on resource: ${arn}`,
        403,
      );
    return {
      Credentials: {
        AccessKeyId: arn.split("/").at(-1),
        SecretAccessKey: "role-secret",
        SessionToken: "role-session-token",
        Expiration: "2099-01-01T00:00:00Z",
      },
    };
  };
}
