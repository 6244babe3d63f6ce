import { expect, test } from "vitest";
import { isCidr } from "../../../src/manifest/parts/cidr.ts";

test.each([
  "10.0.0.0/16",
  "0.0.0.0/0",
  "192.0.2.7/32",
  "::/0",
  "2001:db8::/32",
  "::1/128",
  "fe80::1:2:3:4/64",
  "1:2:3:4:5:6:7:8/9",
  "::ffff:192.0.2.1/96",
])("%s is a block of addresses", (block) => {
  expect(isCidr(block)).toBe(true);
});

test.each([
  "10.0.0.0",
  "10.0.0.0/33",
  "10.0.0/8",
  "256.0.0.0/8",
  "010.0.0.0/8",
  "10.0.0.0/08",
  "/8",
  "a/8",
  "::/129",
  "1::2::3/8",
  "1:2:3:4:5:6:7/8",
  "1:2:3:4:5:6:7:8:9/8",
  "12345::/8",
  "10.0.0.0/16 ",
  "",
])("%j is none", (block) => {
  expect(isCidr(block)).toBe(false);
});
