/** Whether an action pattern of a policy (`s3:Get*`, `*`) covers an action. Letter case does not count in IAM. */
export function coversAction(pattern: string, action: string): boolean {
  return matchesPattern(pattern.toLowerCase(), action.toLowerCase());
}

/** `*` is any text and `?` any one character, as in IAM. Takes linear time in the text for each `*`. */
export function matchesPattern(pattern: string, text: string): boolean {
  const parts = pattern.split("*");
  const [first = "", ...rest] = parts;
  if (rest.length === 0) return text.length === first.length && startsLike(text, first, 0);
  if (!startsLike(text, first, 0)) return false;
  let at = first.length;
  const last = rest.pop() ?? "";
  for (const part of rest) {
    while (at + part.length <= text.length && !startsLike(text, part, at)) at += 1;
    if (at + part.length > text.length) return false;
    at += part.length;
  }
  return text.length - last.length >= at && startsLike(text, last, text.length - last.length);
}

function startsLike(text: string, part: string, at: number): boolean {
  if (at + part.length > text.length) return false;
  for (let index = 0; index < part.length; index += 1) {
    if (part[index] !== "?" && part[index] !== text[at + index]) return false;
  }
  return true;
}
