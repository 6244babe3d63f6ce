/** The three characters by which Slack's mark-up begins, taken literally: so no text can call a channel or hide where a link leads. https://docs.slack.dev/messaging/formatting-message-text#escaping */
export function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** A text that is at most so long once it is escaped, cut with a sign. A cut never leaves half of an escape. */
export function fitting(text: string, most: number): string {
  const whole = escaped(text);
  if (whole.length <= most) return whole;
  return `${whole.slice(0, most - 1).replace(/&[a-z]{0,3}$/, "")}…`;
}

/** A link; the address is one that the operator has configured. */
export function link(address: string, text: string): string {
  return `<${address.replaceAll(/[<>|\s]/g, encodeURIComponent)}|${escaped(text).replaceAll("|", "¦")}>`;
}
