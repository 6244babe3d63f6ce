import { expect, test } from "vitest";
import { parseConfigLocation } from "../../src/config/config-location.ts";
import { failureOf } from "../../src/domain/failure.ts";

test.each([
  ["autoland.yml", { kind: "file", path: "autoland.yml" }],
  ["/etc/a b.yml", { kind: "file", path: "/etc/a b.yml" }],
  ["env.yml", { kind: "file", path: "env.yml" }],
  ["env:AUTOLAND_CONFIG", { kind: "environment-variable", name: "AUTOLAND_CONFIG" }],
  ["ssm:/autoland/config", { kind: "parameter", name: "/autoland/config" }],
  [
    "ssm:arn:aws:ssm:eu-west-1:111122223333:parameter/autoland/config",
    { kind: "parameter", name: "arn:aws:ssm:eu-west-1:111122223333:parameter/autoland/config" },
  ],
])("%s names a place", (text, location) => {
  expect(parseConfigLocation(text)).toEqual(location);
});

test.each(["", " ", "env:", "env:A-B", "env:1", "ssm:", "ssm:a b", "ssm:arn:aws:s3:::bucket"])(
  "%j names none, and the failure says what would",
  (text) => {
    try {
      parseConfigLocation(text);
      expect.unreachable();
    } catch (error) {
      expect(failureOf(error)).toMatchObject({ disposition: "stall", reason: "InvalidConfigLocation" });
    }
  },
);
