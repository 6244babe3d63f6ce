/**
 * One sentence for a failed request: what was being done, what the error said, where the log is.
 * Credentials and presigned addresses that an error may quote are taken out.
 */
export function reasonOf(error: unknown, context: { readonly doing: string; readonly log: string }): string {
  return `${context.doing}: ${withoutSecrets(messageOf(error))} (Log: ${context.log})`;
}

/** What an error says, with AWS's error code in front where it has one. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const coded = error.name !== "Error" && !error.message.startsWith(error.name);
  return coded ? `${error.name}: ${error.message}` : error.message;
}

/** Whether an error carries this AWS error code. */
export function isNamed(error: unknown, code: string): boolean {
  return error instanceof Error && error.name === code;
}

/** The text with access keys and the query parts of addresses (which carry signatures and tokens) replaced. */
export function withoutSecrets(text: string): string {
  return text
    .replaceAll(/(https?:\/\/[^\s?"']+)\?[^\s"']*/g, "$1?(removed)")
    .replaceAll(/\b(?:AKIA|ASIA)[A-Z0-9]{12,}\b/g, "(access key removed)");
}

/** The start of the text that fits into so many bytes of UTF-8 JSON, with an ellipsis where it was cut. */
export function cutToJsonBytes(text: string, bytes: number): string {
  if (jsonBytes(text) <= bytes) return text;
  let low = 0;
  let high = text.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (jsonBytes(`${text.slice(0, middle)}…`) <= bytes) low = middle;
    else high = middle - 1;
  }
  return `${text.slice(0, low)}…`;
}

function jsonBytes(text: string): number {
  return Buffer.byteLength(JSON.stringify(text));
}
