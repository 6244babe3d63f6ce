import path from "node:path";
import { expect, test } from "vitest";
import { parseRepositoryAddress, redactCredentials } from "../../src/git/repository-address.ts";

test.each([
  ["https://github.com/acme/shop.git", "https://github.com/acme/shop.git", "github.com"],
  ["http://localhost:8080/shop", "http://localhost:8080/shop", "localhost:8080"],
  ["ssh://git@github.com/acme/shop.git", "ssh://git@github.com/acme/shop.git", "github.com"],
  ["ssh://git:pass@github.com/acme/shop.git", "ssh://git@github.com/acme/shop.git", "github.com"],
  ["git@github.com:acme/shop.git", "git@github.com:acme/shop.git", "github.com"],
  ["/srv/git/shop.git", "/srv/git/shop.git", undefined],
  ["./shop", path.resolve("shop"), undefined],
  ["./a:b", path.resolve("a:b"), undefined],
  ["file:///srv/git/shop.git", "file:///srv/git/shop.git", undefined],
])("%s is %s", (text, url, host) => {
  expect(parseRepositoryAddress(text)).toEqual({ url, host, credentials: undefined });
});

test("what stands before the @ of an HTTP address is taken out and decoded", () => {
  expect(parseRepositoryAddress("https://ada:p%40ss@git.example.com/shop.git")).toEqual({
    url: "https://git.example.com/shop.git",
    host: "git.example.com",
    credentials: { username: "ada", password: "p@ss" },
  });
});

test.each([
  [
    "fatal: unable to access 'https://ada:secret@host/x/': no",
    "fatal: unable to access 'https://***@host/x/': no",
  ],
  ["https://ghp_token@host/x", "https://***@host/x"],
  ["ssh://git@host/x", "ssh://git@host/x"],
  ["ssh://git:secret@host/x", "ssh://***@host/x"],
  ["remote: the token hunter2 has expired", "remote: the token *** has expired"],
])("in %j the credentials are replaced", (text, redacted) => {
  expect(redactCredentials(text, ["hunter2", "no"])).toBe(redacted);
});
