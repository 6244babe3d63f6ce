import { makeLastOf } from "./last-of.ts";

/** Texts that must never be shown, whatever they stand in. */
export type SecretValues = ReadonlySet<string>;

const hidden = "[hidden]";

/**
 * What secrets look like: keys of AWS, tokens of GitHub and Slack, addresses that let whoever has them in, signed requests, headers,
 * private keys, and what follows a name that says so.
 */
const shapes: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, hidden],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, hidden],
  [/\b(?:gh[pousr]_[A-Za-z0-9]{16,}|github_pat_\w{20,})/g, hidden],
  [/\bxox[a-z]-[A-Za-z0-9-]{10,}|\bxapp-[A-Za-z0-9-]{10,}/g, hidden],
  [/https:\/\/hooks\.slack(?:-gov)?\.com\/\S+/g, hidden],
  [/([?&]X-Amz-(?:Signature|Security-Token|Credential)=)[^&\s"']+/gi, `$1${hidden}`],
  [/\beyJ[\w-]{10,}\.[\w-]{10,}(?:\.[\w-]*)?/g, hidden],
  [/(:\/\/)[^/\s:@]+:[^/\s@]+@/g, `$1${hidden}@`],
  [
    /\b((?:authorization|x-amz-security-token|x-vault-token|cookie)["']?\s*[:=]\s*["']?)(?:(?:bearer|basic|token)\s+)?[^\s"',]+/gi,
    `$1${hidden}`,
  ],
  [/\b(bearer\s+)[\w.~+/=-]{8,}/gi, `$1${hidden}`],
  [
    /((?:password|passwd|secret|token|api_?key|access_?key|private_?key|credentials?)["']?\s*[:=]\s*["']?)[^\s"',;&]+/gi,
    `$1${hidden}`,
  ],
];

/** A text without secrets: neither what is known to be one, nor what looks like one. */
export function redact(text: string, known: SecretValues): string {
  const without = longestFirst(known).reduce((rest, value) => rest.replaceAll(value, hidden), text);
  return shapes.reduce((rest, [shape, instead]) => rest.replaceAll(shape, instead), without);
}

const sortedLast = makeLastOf<SecretValues, readonly string[]>();

/** Sets of secrets are made once for all sentences of a plan, and never changed. */
function longestFirst(known: SecretValues): readonly string[] {
  return sortedLast(known, [], () => [...known].toSorted((left, right) => right.length - left.length));
}
