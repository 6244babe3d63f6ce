import { z } from "zod";

/** Where the page is reached, and who may look at it and act on it. */
export interface PageConfig {
  /** The page's address as people know it, without a slash at the end; notifications link there. */
  readonly url?: string;
  /** The operator's word that only people who may look can reach the page. */
  readonly isPrivate: boolean;
  readonly login?: LoginConfig;
}

/** Who may log in. Secrets are named, never held. */
export interface LoginConfig {
  readonly github?: GitHubLoginConfig;
  /** Names of environment variables that hold operator tokens. */
  readonly tokens?: { readonly look?: string; readonly act?: string };
}

/** A login with a GitHub account. */
export interface GitHubLoginConfig {
  readonly clientId: string;
  /** The name of an environment variable. */
  readonly clientSecret: string;
  /** Users (`alice`) and teams (`acme/developers`) that may look. */
  readonly look: readonly string[];
  /** Users and teams that may look and act. */
  readonly act: readonly string[];
}

const variableName = z
  .string()
  .regex(
    /^[A-Za-z_][A-Za-z0-9_]*$/,
    "must be the name of an environment variable, such as `AUTOLAND_PAGE_TOKEN`",
  );

const people = (what: string) =>
  z
    .array(
      z
        .string()
        .regex(
          /^[A-Za-z0-9][A-Za-z0-9-]*(?:\/[A-Za-z0-9._-]+)?$/,
          "must be a user, such as `alice`, or a team, such as `acme/operators`",
        ),
    )
    .default([])
    .describe(`Users (\`alice\`) and teams (\`acme/operators\`) that may ${what}.`);

const loginSchema = z
  .strictObject({
    github: z
      .strictObject({
        clientId: z.string().min(1).describe("The client id of an OAuth app or of a GitHub App."),
        clientSecret: variableName.describe("The environment variable that holds the client secret."),
        look: people("look"),
        act: people("look and act"),
      })
      .refine(
        ({ look, act }) => look.length + act.length > 0,
        "names nobody in `look` or `act`; nobody could log in",
      )
      .optional()
      .describe("A login with a GitHub account. Needs `page.url`."),
    tokens: z
      .strictObject({
        look: variableName
          .optional()
          .describe("The environment variable with the token of those who may look."),
        act: variableName
          .optional()
          .describe("The environment variable with the token of those who may look and act."),
      })
      .refine(({ look, act }) => look !== undefined || act !== undefined, "names no variable")
      .optional()
      .describe("Operator tokens, each of at least 24 characters, such as `openssl rand -base64 32` makes."),
  })
  .refine(
    ({ github, tokens }) => github !== undefined || tokens !== undefined,
    "has neither `github` nor `tokens`",
  )
  .describe("Who may log in to the page.");

/** The schema of `page`. */
export const pageSchema = z
  .strictObject({
    url: z
      .url({ protocol: /^https?$/, error: "must be an address, such as `https://autoland.acme.example`" })
      .refine(
        (text) => ["", "/"].includes(URL.parse(text)?.pathname ?? "?"),
        "must have no path: the page stands at the root of its host",
      )
      .optional()
      .describe("The page's address as people know it; messages link there, and the login comes back to it."),
    private: z
      .boolean()
      .default(false)
      .describe(
        "`true` says that only people who may look can reach the page, so that no login is asked for. Without it and without `login` the page is served on loopback only.",
      ),
    login: loginSchema.optional(),
  })
  .describe("The page of `autoland run`.");

/** The page's settings with what was left out. */
export function pageOf(input: z.output<typeof pageSchema> | undefined): PageConfig {
  const { url, login } = input ?? {};
  return {
    isPrivate: input?.private ?? false,
    ...(url === undefined ? {} : { url: url.replace(/\/$/, "") }),
    ...(login === undefined ? {} : { login: loginOf(login) }),
  };
}

function loginOf({ github, tokens }: z.output<typeof loginSchema>): LoginConfig {
  return {
    ...(github === undefined ? {} : { github }),
    ...(tokens === undefined
      ? {}
      : {
          tokens: {
            ...(tokens.look === undefined ? {} : { look: tokens.look }),
            ...(tokens.act === undefined ? {} : { act: tokens.act }),
          },
        }),
  };
}
