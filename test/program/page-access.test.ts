import { describe, expect, test } from "vitest";
import type { PageConfig } from "../../src/config/page-config.ts";
import { pageAccess } from "../../src/program/page-access.ts";

const token = "0123456789abcdef01234567";
const environment = { LOOK: token, ACT: `${token}x`, SHORT: "hunter2", EMPTY: "", SECRET: "s" };
const github = { clientId: "Iv1.a", clientSecret: "SECRET", look: ["alice"], act: [] };

describe("how the page is guarded", () => {
  test.each<[string, PageConfig, string, object]>([
    [
      "on loopback everyone who is there may look",
      { isPrivate: false },
      "127.0.0.1",
      { kind: "open", names: "loopback" },
    ],
    ["IPv6 has a loopback, too", { isPrivate: false }, "::1", { kind: "open", names: "loopback" }],
    [
      "in a network that is declared private, too",
      { isPrivate: true },
      "0.0.0.0",
      { kind: "open", names: "any" },
    ],
    [
      "with tokens it asks for one, on loopback as well",
      { isPrivate: false, login: { tokens: { look: "LOOK", act: "ACT" } } },
      "127.0.0.1",
      { kind: "login", isSecure: false, tokens: { look: token, act: `${token}x` } },
    ],
    [
      "a login outdoes the word that the network is private",
      { isPrivate: true, login: { tokens: { act: "ACT" } } },
      "0.0.0.0",
      { kind: "login", tokens: { act: `${token}x` } },
    ],
    [
      "behind HTTPS cookies never travel without it",
      { isPrivate: false, url: "https://a.example", login: { github } },
      "0.0.0.0",
      { kind: "login", isSecure: true, tokens: {} },
    ],
  ])("%s", (_sentence, page, host, access) => {
    expect(pageAccess(page, host, environment)).toMatchObject(access);
  });

  test("each process signs with a key of its own", () => {
    const page = { isPrivate: false, login: { tokens: { look: "LOOK" } } };
    const keys = [1, 2]
      .map(() => pageAccess(page, "127.0.0.1", environment))
      .map((access) => (access.kind === "login" ? access.key : ""));
    expect(new Set(keys).size).toBe(2);
    expect(keys[0]?.length).toBeGreaterThan(40);
  });
});

describe("what is refused at the start", () => {
  test.each<[string, PageConfig, string, string]>([
    ["a page without a login that others could reach", { isPrivate: false }, "0.0.0.0", "without a login"],
    ["a name that only begins like loopback's", { isPrivate: false }, "localhost.example", "without a login"],
    ["a token that is not there", { isPrivate: false, login: { tokens: { look: "NONE" } } }, "::1", "NONE"],
    ["a token that is empty", { isPrivate: false, login: { tokens: { look: "EMPTY" } } }, "::1", "EMPTY"],
    [
      "a token that can be guessed",
      { isPrivate: false, login: { tokens: { act: "SHORT" } } },
      "::1",
      "shorter than 24",
    ],
    ["GitHub without an address to come back to", { isPrivate: false, login: { github } }, "::1", "page.url"],
    [
      "a client secret that is not there",
      { isPrivate: false, url: "https://a.example", login: { github: { ...github, clientSecret: "NONE" } } },
      "::1",
      "NONE",
    ],
  ])("%s", (_sentence, page, host, words) => {
    const refused = (): unknown => pageAccess(page, host, environment);
    expect(refused).toThrow(words);
    expect(refused).not.toThrow("hunter2");
  });
});
