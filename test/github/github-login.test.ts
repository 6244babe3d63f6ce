import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { afterEach, describe, expect, test } from "vitest";
import { makeGitHubLogin } from "../../src/github/github-login.ts";

/** A GitHub server that knows one person, one team and one code. */
async function serveGitHub() {
  const asked: string[] = [];
  const server = createServer((request, response) => void reply(request, response));
  const reply = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await bodyOf(request);
    asked.push(`${request.method} ${request.url}`);
    const answer = (status: number, value: unknown): void => {
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
    };
    if (request.url === "/login/oauth/access_token") {
      const { code, client_secret: secret } = JSON.parse(body) as Record<string, string>;
      // GitHub answers 200 with an error in the body: https://docs.github.com/en/apps/oauth-apps/maintaining-oauth-apps/troubleshooting-oauth-app-access-token-request-errors
      if (code !== "good" || secret !== "s3cret")
        return answer(200, {
          error: "bad_verification_code",
          error_description: "The code passed is incorrect or expired.",
        });
      return answer(200, { access_token: "gho_token", scope: "read:org", token_type: "bearer" });
    }
    if (request.headers.authorization !== "token gho_token")
      return answer(401, { message: "Bad credentials" });
    if (request.url === "/api/v3/user") return answer(200, { login: "Alice" });
    if (request.url === "/api/v3/orgs/acme/teams/operators/memberships/Alice")
      return answer(200, { state: "active" });
    if (request.url === "/api/v3/orgs/acme/teams/invited/memberships/Alice")
      return answer(200, { state: "pending" });
    if (request.url === "/api/v3/orgs/acme/teams/broken/memberships/Alice")
      return answer(500, { message: "oops" });
    return answer(404, { message: "Not Found" });
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  closing.push(() => new Promise((resolve) => server.close(() => resolve())));
  return { url: `http://127.0.0.1:${port}`, asked };
}

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const part of request) text += String(part);
  return text;
}

async function login(lists: { look?: readonly string[]; act?: readonly string[] }, clientSecret = "s3cret") {
  const { url, asked } = await serveGitHub();
  const made = makeGitHubLogin({
    clientId: "Iv1.abc",
    clientSecret,
    look: lists.look ?? [],
    act: lists.act ?? [],
    callbackUrl: "https://autoland.example/login/github/callback",
    url,
    apiUrl: `${url}/api/v3`,
  });
  return { ...made, asked, url };
}

const { signal } = new AbortController();

describe("who may do what", () => {
  test.each<[string, Parameters<typeof login>[0], { name: string; mayAct: boolean } | undefined]>([
    [
      "a user in act may act, whatever the case of the name",
      { act: ["alice"] },
      { name: "Alice", mayAct: true },
    ],
    ["a user in look may look", { look: ["ALICE"] }, { name: "Alice", mayAct: false }],
    ["a user in both may act", { look: ["alice"], act: ["alice"] }, { name: "Alice", mayAct: true }],
    ["a member of a team in act may act", { act: ["acme/operators"] }, { name: "Alice", mayAct: true }],
    ["who is only invited to a team is no member", { look: ["acme/invited"] }, undefined],
    ["who is not in a team is no member", { look: ["acme/others"] }, undefined],
    ["everyone else may not even look", { look: ["bob"], act: ["carol"] }, undefined],
  ])("%s", async (_sentence, lists, viewer) => {
    const made = await login(lists);
    expect(await made.viewerOf("good", signal)).toEqual(viewer);
  });
});

describe("failures", () => {
  test.each([
    ["a code that was used before", {}, "used", "s3cret"],
    ["a wrong client secret", {}, "good", "not-it"],
    ["a server that fails over a team", { act: ["acme/broken"] }, "good", "s3cret"],
  ])("%s is LoginFailed, and says no secret", async (_sentence, lists, code, secret) => {
    const made = await login(lists, secret);
    const error: unknown = await made.viewerOf(code, signal).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ failure: { reason: "LoginFailed", disposition: "retry" } });
    expect(String(error)).not.toMatch(/s3cret|gho_token|not-it/);
  });
});

test("the address asks for no more than what the lists need", async () => {
  const users = new URL((await login({ look: ["alice"] })).authorizeUrl("st"));
  const teams = new URL((await login({ act: ["acme/operators"] })).authorizeUrl("st"));
  expect(users.pathname).toBe("/login/oauth/authorize");
  expect(Object.fromEntries(users.searchParams)).toEqual({
    allow_signup: "false",
    client_id: "Iv1.abc",
    redirect_uri: "https://autoland.example/login/github/callback",
    state: "st",
  });
  expect(teams.searchParams.get("scope")).toBe("read:org");
});
