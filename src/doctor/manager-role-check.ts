import type { EnvironmentConfig } from "../config/config.ts";
import { environmentPermissions } from "../permissions/environment-permissions.ts";
import type { Check } from "./check.ts";

/**
 * What is off in an environment that is looked at, or changed, with Copilot's own role: its policy is Copilot's, and lacks what Copilot never
 * does. Undefined where the operator's roles are used for both.
 */
export function managerRoleCheck(
  subject: string,
  managerRole: string,
  { roles, mode }: EnvironmentConfig,
): Check | undefined {
  const lacking = environmentPermissions.filter(
    ({ occasion, part }) =>
      (occasion === "look-role" && part === "look" && roles.look === undefined) ||
      (occasion === "apply-role" && part === "apply" && roles.apply === undefined && mode !== "look"),
  );
  const details = lacking.flatMap(({ actions, without }) =>
    without === undefined ? [] : [`${actions.map(({ action }) => action).join(", ")}: ${without}`],
  );
  if (details.length === 0) return undefined;
  const which = [
    ...(roles.look === undefined ? ["look"] : []),
    ...(roles.apply === undefined && mode !== "look" ? ["apply"] : []),
  ];
  const name = managerRole.split("/").at(-1) ?? managerRole;
  return {
    area: "roles",
    subject,
    outcome: "off",
    message: `${name} is Copilot's own role, whose policy leaves out what Copilot never does; everything works, but for this`,
    details,
    remedy: `aws cloudformation deploy --stack-name autoland-${which[0]}-role --template-file deploy/${which[0]}-role.yml --capabilities CAPABILITY_NAMED_IAM  (in its account, then \`roles.${which.join("` and `roles.")}\`; docs/several-accounts.md)`,
  };
}
