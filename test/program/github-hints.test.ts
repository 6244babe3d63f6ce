import { expect, test } from "vitest";
import { followersOf, webhookSecrets } from "../../src/program/github-hints.ts";

const followed = [
  { application: "api", repository: "acme/shop" },
  { application: "https", repository: "https://github.com/Acme/Shop.git" },
  { application: "ssh", repository: "git@github.com:acme/shop.git" },
  { application: "path", repository: "/srv/acme/shop" },
  { application: "other", repository: "https://github.com/acme/shop-admin" },
  { application: "deeper", repository: "https://github.com/acme/shop/more" },
];

test("every application that follows the repository is woken, however it reads it, and no other", () => {
  expect(followersOf("acme/SHOP", followed)).toEqual(["api", "https", "ssh", "path"]);
  expect(followersOf("acme/none", followed)).toEqual([]);
  expect(followersOf("", followed)).toEqual([]);
});

test("a secret that is named and not there is refused at the start", () => {
  expect(webhookSecrets({ githubSecrets: ["A"] }, { A: "x" })).toEqual(["x"]);
  for (const environment of [{}, { A: "" }])
    expect(() => webhookSecrets({ githubSecrets: ["A"] }, environment)).toThrow("variable A");
});
