import { describe, expect, test } from "vitest";
import { parseConfig } from "../../src/config/parse-config.ts";

const application = "applications: { shop: { source: { git: { url: /shop } }, branches: { main: [test] } } }";

function read(page: string) {
  return parseConfig("autoland.yml", `${application}\npage: ${page}\n`);
}

test("without a word of it the page is for loopback", () => {
  const reading = parseConfig("autoland.yml", application);
  expect(reading).toMatchObject({ config: { page: { isPrivate: false } } });
});

test("everything that can be said of it", () => {
  const reading = read(
    "{ url: 'https://autoland.acme.example/', private: true, login: { github: { clientId: Iv1.a, clientSecret: SECRET, look: [acme/developers], act: [alice] }, tokens: { look: LOOK, act: ACT } } }",
  );
  expect(reading).toMatchObject({
    kind: "config",
    config: {
      page: {
        url: "https://autoland.acme.example",
        isPrivate: true,
        login: {
          github: { clientId: "Iv1.a", clientSecret: "SECRET", look: ["acme/developers"], act: ["alice"] },
          tokens: { look: "LOOK", act: "ACT" },
        },
      },
    },
  });
});

describe("what is refused, with its place", () => {
  test.each([
    ["an address with a path", "{ url: 'https://a.example/autoland' }", "page.url", "no path"],
    ["an address that is none", "{ url: autoland.example }", "page.url", "must be an address"],
    [
      "a secret in place of its name",
      "{ login: { tokens: { act: 'aGVsbG8=' } } }",
      "page.login.tokens.act",
      "environment variable",
    ],
    [
      "a login of nobody",
      "{ login: { github: { clientId: a, clientSecret: B } } }",
      "page.login.github",
      "names nobody",
    ],
    ["a login that is none", "{ login: {} }", "page.login", "neither"],
    [
      "a team that is none",
      "{ login: { github: { clientId: a, clientSecret: B, look: ['a/b/c'] } } }",
      "page.login.github.look[0]",
      "a team",
    ],
    ["a key that nobody knows", "{ open: true }", "page.open", "open"],
  ])("%s", (_sentence, page, field, words) => {
    const reading = read(page);
    const [finding] = reading.kind === "invalid" ? reading.findings : [];
    expect(finding).toMatchObject({ field, place: { file: "autoland.yml", line: 2 } });
    expect(finding?.message).toContain(words);
  });
});
