import { expect, test } from "vitest";
import { domainLevels, levelOf } from "../../src/functions/dns/domain-levels.ts";

const levels = domainLevels({ environment: "test", application: "shop", root: "example.com" });

test.each([
  ["test.shop.example.com", "environment"],
  ["*.test.shop.example.com", "environment"],
  ["API.test.shop.example.com", "environment"],
  ["shop.example.com", "application"],
  ["web.shop.example.com", "application"],
  ["example.com", "root"],
  ["www.example.com", "root"],
  ["a.b.test.shop.example.com", undefined],
  ["a.web.shop.example.com", undefined],
  ["a.b.example.com", undefined],
  ["www.example.community", undefined],
  ["myexample.com", undefined],
  ["wwwXexample.com", undefined],
  ["com", undefined],
  ["", undefined],
])("%s stands in the zone of: %s", (name, level) => {
  expect(levelOf(name, levels)).toBe(level);
});
