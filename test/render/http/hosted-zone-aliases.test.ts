import * as fc from "fast-check";
import { expect, test } from "vitest";
import { hostedZoneAliases } from "../../../src/render/http/hosted-zone-aliases.ts";

test.each([
  ["without aliases there is no zone", [], "Z1", []],
  ["an alias goes to the rule's zone", [{ name: "a.com" }], "Z1", [{ zone: "Z1", aliases: ["a.com"] }]],
  ["an alias without any zone has no record", [{ name: "a.com" }], undefined, []],
  [
    "an alias's own zone comes before the rule's",
    [{ name: "a.com", hosted_zone: "Z2" }, { name: "b.com" }],
    "Z1",
    [
      { zone: "Z1", aliases: ["b.com"] },
      { zone: "Z2", aliases: ["a.com"] },
    ],
  ],
  [
    "an alias that is named twice has one record",
    [{ name: "a.com" }, { name: "a.com", hosted_zone: "Z1" }],
    "Z1",
    [{ zone: "Z1", aliases: ["a.com"] }],
  ],
  [
    "one name may lie in two zones",
    [
      { name: "a.com", hosted_zone: "Z2" },
      { name: "a.com", hosted_zone: "Z1" },
    ],
    undefined,
    [
      { zone: "Z1", aliases: ["a.com"] },
      { zone: "Z2", aliases: ["a.com"] },
    ],
  ],
])("%s", (_, aliases, zone, expected) => {
  expect(hostedZoneAliases(aliases, zone)).toEqual(expected);
});

const zone = fc.constantFrom("Z1", "Z2", "Z3");
const alias = fc.record({ name: fc.constantFrom("a.com", "b.com", "c.com"), hosted_zone: zone });

test("each alias stands once in its zone, and zones are in order", () => {
  fc.assert(
    fc.property(fc.array(alias), (aliases) => {
      const zones = hostedZoneAliases(aliases, undefined);
      const pairs = zones.flatMap((entry) => entry.aliases.map((name) => `${entry.zone} ${name}`));
      expect(pairs.toSorted()).toEqual(
        [...new Set(aliases.map((entry) => `${entry.hosted_zone} ${entry.name}`))].toSorted(),
      );
      expect(zones.map((entry) => entry.zone)).toEqual(zones.map((entry) => entry.zone).toSorted());
    }),
  );
});
