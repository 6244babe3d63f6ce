import { generateKeyPairSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import { failureOf } from "../../src/domain/failure.ts";
import type { Failure } from "../../src/domain/failure.ts";
import { githubAccess } from "../../src/program/github-access.ts";

const key = generateKeyPairSync("rsa", { modulusLength: 2048 })
  .privateKey.export({ type: "pkcs1", format: "pem" })
  .toString()
  .trim();
const app = {
  AUTOLAND_GITHUB_APP_ID: "7",
  AUTOLAND_GITHUB_INSTALLATION_ID: "42",
  AUTOLAND_GITHUB_PRIVATE_KEY: key,
};
const appAuth = { kind: "app", appId: 7, installationId: 42, privateKey: key };

describe("who Autoland is to GitHub", () => {
  test.each<[string, Record<string, string>, unknown]>([
    ["nobody, without a credential", {}, undefined],
    ["nobody, when the token is empty", { GITHUB_TOKEN: " " }, undefined],
    ["the owner of a token", { GITHUB_TOKEN: "ghp_1\n" }, { kind: "token", token: "ghp_1" }],
    ["an installation of an app", app, appAuth],
    ["the app, where there is a token, too", { ...app, GITHUB_TOKEN: "ghp_1" }, appAuth],
    [
      "an app whose key stands in one line",
      { ...app, AUTOLAND_GITHUB_PRIVATE_KEY: key.replaceAll("\n", String.raw`\n`) },
      appAuth,
    ],
    [
      "the owner of a token, where the app's variables are empty",
      { AUTOLAND_GITHUB_APP_ID: "", AUTOLAND_GITHUB_PRIVATE_KEY: "", GITHUB_TOKEN: "ghp_1" },
      { kind: "token", token: "ghp_1" },
    ],
  ])("%s", (_situation, environment, auth) => {
    expect(githubAccess(environment)).toEqual({
      url: "https://github.com",
      ...(auth === undefined ? {} : { auth }),
    });
  });
});

describe("where GitHub is", () => {
  test.each([
    ["https://github.com", { url: "https://github.com" }],
    [
      "https://github.example.com/",
      { url: "https://github.example.com", apiUrl: "https://github.example.com/api/v3" },
    ],
    ["https://octocorp.ghe.com", { url: "https://octocorp.ghe.com", apiUrl: "https://api.octocorp.ghe.com" }],
    ["http://127.0.0.1:81", { url: "http://127.0.0.1:81", apiUrl: "http://127.0.0.1:81/api/v3" }],
  ])("%s", (text, expected) => {
    expect(githubAccess({ AUTOLAND_GITHUB_URL: text })).toEqual(expected);
  });
});

describe("what cannot be right is refused by the variable's name, without its secret", () => {
  test.each<[string, Record<string, string>, string]>([
    [
      "an app without a key",
      { ...app, AUTOLAND_GITHUB_PRIVATE_KEY: "" },
      "AUTOLAND_GITHUB_PRIVATE_KEY is not set",
    ],
    [
      "an app's id alone, beside a token",
      { AUTOLAND_GITHUB_APP_ID: "7", GITHUB_TOKEN: "ghp_secret" },
      "AUTOLAND_GITHUB_INSTALLATION_ID and AUTOLAND_GITHUB_PRIVATE_KEY are not set",
    ],
    [
      "a client id where the app's id belongs",
      { ...app, AUTOLAND_GITHUB_APP_ID: "Iv23abc" },
      `AUTOLAND_GITHUB_APP_ID is "Iv23abc"; it must be a whole number`,
    ],
    [
      "a key that is cut off",
      { ...app, AUTOLAND_GITHUB_PRIVATE_KEY: key.slice(0, 200) },
      "AUTOLAND_GITHUB_PRIVATE_KEY does not hold a private key",
    ],
    ["a path", { AUTOLAND_GITHUB_URL: "https://github.example.com/api/v3" }, "AUTOLAND_GITHUB_URL"],
    ["a host without a scheme", { AUTOLAND_GITHUB_URL: "github.example.com" }, "AUTOLAND_GITHUB_URL"],
    [
      "plain HTTP to another machine",
      { AUTOLAND_GITHUB_URL: "http://github.example.com" },
      "AUTOLAND_GITHUB_URL",
    ],
    [
      "a password in the address",
      { AUTOLAND_GITHUB_URL: "https://u:ghp_secret@github.example.com" },
      "AUTOLAND_GITHUB_URL",
    ],
  ])("%s", (_situation, environment, expected) => {
    const failure = refusalOf(environment);
    expect(failure).toMatchObject({
      disposition: "stall",
      reason: "ConfigInvalid",
      remedy: expect.any(String),
    });
    expect(failure.message).toContain(expected);
    expect(JSON.stringify(failure)).not.toContain("ghp_secret");
    expect(JSON.stringify(failure)).not.toContain(key.slice(40, 80));
  });
});

function refusalOf(environment: Record<string, string>): Failure {
  try {
    githubAccess(environment);
  } catch (error) {
    return failureOf(error);
  }
  throw new Error("it was taken");
}
