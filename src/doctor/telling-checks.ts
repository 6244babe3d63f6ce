import type { Check } from "./check.ts";

/** What is to be written to GitHub. */
export interface GitHubDuties {
  readonly statuses: boolean;
  readonly deployments: boolean;
}

/** What GitHub says of a credential. */
export interface GitHubRightsFound {
  readonly scopes?: readonly string[];
  readonly permissions?: Readonly<Record<string, string>>;
  readonly isPublic: boolean;
}

/** Whether a credential may read a repository and write what the configuration asks for. */
export function githubChecks(
  subject: string,
  repository: string,
  rights: GitHubRightsFound,
  duties: GitHubDuties,
): readonly Check[] {
  const reads: Check = {
    area: "github",
    subject,
    outcome: "ok",
    message: `${repository} can be read`,
  };
  const wanted = [
    ...(duties.statuses ? (["statuses"] as const) : []),
    ...(duties.deployments ? (["deployments"] as const) : []),
  ];
  if (wanted.length === 0) return [reads];
  const { scopes, permissions } = rights;
  if (scopes === undefined && permissions === undefined)
    return [
      reads,
      {
        area: "github",
        subject,
        outcome: "unknown",
        message: `a fine-grained token does not say whether it may write ${wanted.join(" and ")} of ${repository}`,
        remedy: "See its repository permissions: commit statuses and deployments, read and write.",
      },
    ];
  const lacking = wanted.filter((duty) =>
    permissions === undefined
      ? !scopesFor(duty, rights.isPublic).some((scope) => scopes?.includes(scope))
      : permissions[duty] !== "write",
  );
  if (lacking.length === 0)
    return [reads, { ...reads, message: `${wanted.join(" and ")} of ${repository} can be written` }];
  return [
    reads,
    {
      area: "github",
      subject,
      outcome: "missing",
      message: `the credential may not write ${lacking.join(" and ")} of ${repository}`,
      remedy:
        permissions === undefined
          ? `gh auth refresh --scopes ${lacking.map((duty) => scopesFor(duty, false)[0]).join(",")}  (or make a token that has them)`
          : "Give the GitHub App these repository permissions, read and write, and accept them in the organisation.",
    },
  ];
}

/** https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps */
function scopesFor(duty: "statuses" | "deployments", isPublic: boolean): readonly [string, ...string[]] {
  const own = duty === "statuses" ? "repo:status" : "repo_deployment";
  return isPublic ? [own, "repo", "public_repo"] : [own, "repo"];
}

/** What Slack says of a token. */
export type SlackRightsFound =
  | { readonly kind: "known"; readonly team: string; readonly scopes: readonly string[] }
  | { readonly kind: "refused"; readonly code: string }
  | { readonly kind: "unknown"; readonly why: string };

/** Whether a bot's token may write, and see whether what it sent arrived. */
export function slackCheck(rights: SlackRightsFound): Check {
  const common = { area: "slack", subject: "slack" } as const;
  switch (rights.kind) {
    case "refused":
      return {
        ...common,
        outcome: "missing",
        message: `Slack refuses the token: ${rights.code}`,
        remedy:
          "Install the app in the workspace again and take its bot token (xoxb-…); docs/notifications.md.",
      };
    case "unknown":
      return { ...common, outcome: "unknown", message: rights.why };
    case "known": {
      const { scopes, team } = rights;
      if (!scopes.includes("chat:write"))
        return {
          ...common,
          outcome: "missing",
          message: `the token for ${team} has the scopes ${scopes.join(", ") || "none"}, and writing needs chat:write`,
          remedy: "Add the bot scope chat:write in the app's settings and install it again.",
        };
      if (!scopes.includes("channels:history") && !scopes.includes("groups:history"))
        return {
          ...common,
          outcome: "off",
          message: `the token for ${team} may write and not read its channel: a message may be sent twice after a crash`,
          remedy:
            "Add the bot scope channels:history (groups:history for a private channel) and install the app again.",
        };
      return { ...common, outcome: "ok", message: `the token for ${team} may write and read its channel` };
    }
  }
}

/** https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks, and GovSlack's host. */
const webhookForm = /^https:\/\/hooks\.slack(?:-gov)?\.com\/services\/T[A-Z0-9]+\/B[A-Z0-9]+\/[A-Za-z0-9]+$/;

/** Whether an incoming webhook's address looks like one: it can only be tried by sending a message, and a checkup sends none. It is never shown. */
export function slackWebhookCheck(address: string, variable: string): Check {
  const common = { area: "slack", subject: "slack" } as const;
  if (webhookForm.test(address))
    return {
      ...common,
      outcome: "unknown",
      message: `${variable} has the form of an incoming webhook; whether Slack takes it only a message would show, and none is sent`,
    };
  return {
    ...common,
    outcome: "missing",
    message: `${variable} does not have the form of an incoming webhook, https://hooks.slack.com/services/T…/B…/…`,
    remedy:
      "Copy the webhook's address from the app's page at api.slack.com, all of it and nothing else; docs/notifications.md.",
  };
}
