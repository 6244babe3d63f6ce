import { pointerOf } from "../../template/json-pointer.ts";
import type { PolicyRule } from "../rule.ts";

/** Secrets as text. */
export const secretLiteral: PolicyRule = {
  code: "secret-literal",
  severity: "stop",
  judges: "everything",
  stops: "access keys, private keys and tokens written into manifests and addons",
  reason:
    "What stands in Git is known to everyone who ever cloned it, and to everyone who may look at the stack.",
  remedy: "Revoke it, then store the new one with `copilot secret init` and name it under `secrets:`.",
  judge: (facts) =>
    [...facts.resources].flatMap(([id, { Properties: properties = {} }]) => {
      const kinds = new Set(
        facts
          .everyText(properties, "")
          .flatMap(({ text }) => patterns.flatMap(([kind, pattern]) => (pattern.test(text) ? [kind] : []))),
      );
      return [...kinds].map((kind) => ({
        pointer: pointerOf(["Resources", id]),
        what: `has ${kind} written into it`,
      }));
    }),
};

/** Spellings that nothing but a secret has; the value itself is never shown. */
const patterns: readonly (readonly [kind: string, pattern: RegExp])[] = [
  ["an AWS access key", /(?:^|[^A-Z0-9])(?:AKIA|ASIA)(?!IOSFODNN7EXAMPLE)[A-Z0-9]{16}(?:$|[^A-Z0-9])/],
  ["a private key", /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/],
  ["a GitHub token", /(?:^|[^A-Za-z0-9])(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{60,})/],
  ["a GitLab token", /(?:^|[^A-Za-z0-9])glpat-[A-Za-z0-9_-]{20}/],
  [
    "a Slack token",
    /(?:^|[^A-Za-z0-9])xox[abeprs]-[A-Za-z0-9-]{10,}|hooks\.slack\.com\/services\/T[A-Z0-9]+\/B[A-Z0-9]+\/\w{20,}/,
  ],
  ["a Stripe key", /(?:^|[^A-Za-z0-9])(?:sk|rk)_live_[A-Za-z0-9]{16,}/],
  ["a SendGrid key", /(?:^|[^A-Za-z0-9])SG\.[\w-]{22}\.[\w-]{43}/],
  ["an npm token", /(?:^|[^A-Za-z0-9])npm_[A-Za-z0-9]{36}/],
  [
    "a password inside a URL",
    /^[a-z][a-z0-9+.-]*:\/\/[^\s:/@${}]+:(?!(?:password|postgres|example|secret|changeme|pass|root|guest|user|test|dev)@)[^\s@/${}*<]{6,}@(?!(?:localhost|127\.|db[:/]|postgres[:/]|mysql[:/]|redis[:/]))[^\s@]+/i,
  ],
];
