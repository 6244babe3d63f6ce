import { clientFault } from "../../kernel/aws-fault.ts";

/**
 * Whether a line matches a filter pattern of terms: all plain ones, none with `-`, at least one of those with `?`;
 * quotes hold phrases together, `%…%` is a regular expression. Patterns for JSON and for fields are refused.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function lineFilter(pattern: string | undefined): (message: string) => boolean {
  const text = (pattern ?? "").trim();
  if (text.startsWith("{") || text.startsWith("[")) {
    throw clientFault(
      "InvalidParameterException",
      `the simulated AWS filters log lines by terms only, not by ${text}`,
    );
  }
  if (/^%.*%$/s.test(text)) {
    const regex = new RegExp(text.slice(1, -1));
    return (message) => regex.test(message);
  }
  const terms = [...text.matchAll(/([-?]?)(?:"((?:[^"\\]|\\.)*)"|(\S+))/g)].map(([, sign, quoted, bare]) => ({
    sign,
    term: quoted?.replaceAll(/\\(.)/g, "$1") ?? bare ?? "",
  }));
  const signed = (sign: string): string[] =>
    terms.filter((term) => term.sign === sign).map(({ term }) => term);
  const [all, none, any] = [signed(""), signed("-"), signed("?")];
  return (message) =>
    all.every((term) => message.includes(term)) &&
    !none.some((term) => message.includes(term)) &&
    (any.length === 0 || all.length > 0 || any.some((term) => message.includes(term)));
}
