import type { ApplicationConfig, EnvironmentConfig } from "../config/config.ts";
import type { PageConfig } from "../config/page-config.ts";
import type { Check } from "./check.ts";

/** Who may approve in each environment that asks for approvals. */
export function approverChecks(application: ApplicationConfig, page: PageConfig): readonly Check[] {
  return application.environments
    .filter(({ mode, promotion }) => mode === "approve" || promotion?.approvalFor !== undefined)
    .map((environment) => approverCheck(application, environment, page));
}

function approverCheck(
  { application, identities }: ApplicationConfig,
  { environment, promotion }: EnvironmentConfig,
  page: PageConfig,
): Check {
  const common = { area: "approval", subject: `${application}/${environment}` } as const;
  const { from, author } = promotion?.approvals ?? { author: "allowed" };
  const notAuthor = author === "refused" ? "; never of a commit of their own" : "";
  if (from === undefined) {
    if (author === "refused" && identities.length === 0)
      return {
        ...common,
        outcome: "missing",
        message: `authors may not approve their own commits in ${environment}, and nobody is in identities, so every approval is refused`,
        remedy: `Add who approves to applications.${application}.identities, with aws, git and page names.`,
      };
    return {
      ...common,
      outcome: "ok",
      message: `whoever may write the parameters /autoland/${application}/*${pagePeople(page)} may approve${notAuthor}`,
    };
  }
  const known = identities.filter(({ name }) => from.includes(name));
  const reachable = known.filter(({ aws, page: logins }) => aws.length + logins.length > 0);
  const details = known.map(({ name, aws, page: logins }) => {
    const ways = [...aws, ...logins.map((login) => `${login} on the page`)];
    return `${name}: ${ways.length === 0 ? "has neither an ARN nor a login, and so cannot approve" : ways.join(", ")}`;
  });
  if (reachable.length === 0)
    return {
      ...common,
      outcome: "missing",
      message: `nobody can approve in ${environment}: of ${from.join(", ")} nobody has an ARN or a login`,
      details,
      remedy: `Give them aws or page names in applications.${application}.identities.`,
    };
  return {
    ...common,
    outcome: "ok",
    message: `${reachable.map(({ name }) => name).join(", ")} may approve${notAuthor}`,
    details,
  };
}

function pagePeople({ login }: PageConfig): string {
  const act = [
    ...(login?.github?.act ?? []),
    ...(login?.tokens?.act === undefined ? [] : ["the holder of the page's token to act"]),
  ];
  return act.length === 0 ? "" : `, and on the page ${act.join(", ")},`;
}
