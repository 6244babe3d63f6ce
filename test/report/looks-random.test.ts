import fc from "fast-check";
import { expect, test } from "vitest";
import { looksRandom } from "../../src/domain/looks-random.ts";

test.each([
  "orders-queue-v2-main",
  "postgres14-main-eu-west-1",
  "shop_develop_worker_2",
  "acme-builds-123456789012",
  "k8s-prod-i18n-base-64",
  "ec2-r5xlarge-node-pool",
  "EventsQueueV2DeadLetters",
  "ORDERS_TOPIC_2026_Q4_EU",
  "backup/2026-11-20/shop",
  "2026-11-20T09-00-00Z",
  "sales-report-1764230400000",
  "s3-accelerate-us-east-2",
  "no-digits-at-all-in-it",
])("%s is a name that somebody has given", (text) => {
  expect(looksRandom(text)).toBe(false);
});

test.each([
  ["an access key of AWS", "AKIAIOSFODNN7EXAMPLE"],
  ["its secret", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"],
  ["a token of GitHub", "ghp_16C7e42F292c6912E7710c838347Ae178B4a"],
  ["a UUID", "3f2a9c1e-7b4d-4e8a-9c21-5d0f6a7b8c9d"],
  ["a digest", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b"],
  ["groups of four", "x4k9-p2m7-q8n3-z5t1"],
  ["base64", "c3VwZXJzZWNyZXRwYXNzd29yZA=="],
  ["a name with a key behind it", "live-sk51HqLyjWDarjtT1zdp7dc"],
  ["letters that no word has, and a number", "qkzjxvbnmtrw1234"],
])("%s was drawn by lot", (_, text) => {
  expect(looksRandom(text)).toBe(true);
});

test("hexadecimal keys of 128 bits and more, and base64 of 16 bytes and more, are taken for drawn", () => {
  const bytes = fc.uint8Array({ minLength: 16, maxLength: 48 }).map((array) => Buffer.from(array));
  const drawn = fc.oneof(
    bytes.map((buffer) => buffer.toString("hex")),
    bytes.map((buffer) => buffer.toString("base64url")),
  );
  fc.assert(
    // A constant is none: bytes that are all alike are left out, and so is what has no digit.
    fc.property(drawn, (text) => {
      fc.pre(new Set(text).size >= 10 && (text.match(/\d/g) ?? []).length >= 3);
      return looksRandom(text);
    }),
  );
});
