import { expect, test } from "vitest";
import { absent, present } from "../../src/domain/observed.ts";
import { environmentAddress } from "../../src/reconcile/environment-address.ts";
import { openShop } from "../support/shop.ts";
import { deployedStack } from "../support/stacks.ts";

const balancer = "shop-Publi-1.eu-west-1.elb.amazonaws.com";

test.each<[string, Record<string, string>, Record<string, string>, string | undefined]>([
  ["the alias of a service", { Aliases: '{"web":["shop.example.com"]}' }, {}, "https://shop.example.com"],
  [
    "the first service by name",
    { Aliases: '{"web":["b.example.com"],"api":["a.example.com"]}' },
    {},
    "https://a.example.com",
  ],
  [
    "no wildcard",
    { Aliases: '{"web":["*.example.com","shop.example.com"]}' },
    {},
    "https://shop.example.com",
  ],
  [
    "the load balancer where there is none",
    { Aliases: "" },
    { PublicLoadBalancerDNSName: balancer },
    `http://${balancer}`,
  ],
  ["nothing that is no name", { Aliases: '{"web":["evil.example/#"]}' }, {}, undefined],
  ["nothing of what cannot be read", { Aliases: "{" }, {}, undefined],
  ["nothing where nobody comes in", {}, {}, undefined],
])("people find an environment at %s", (_what, parameters, outputs, address) => {
  const stack = { ...deployedStack(), parameters, outputs };
  expect(environmentAddress({ stack: present(stack) })).toBe(address);
});

test("an environment without a stack has no address", () => {
  expect(environmentAddress({ stack: absent })).toBeUndefined();
});

test("the shop is found at its load balancers", async () => {
  const shop = await openShop();
  const { observed } = await shop.look();
  const develop = observed.environments.get("develop");
  expect(develop && environmentAddress(develop)).toMatch(/^http:\/\/[\w.-]+\.elb\.amazonaws\.com$/);
});
