/** Letters, digits and what stands between them in names and in encoded keys; shorter texts are drawn by lot too seldom. */
const shape = /^[A-Za-z0-9+/=_-]{16,}$/;

/** So many characters that are in no word and no number make a text that nobody has thought up. */
const mostStrange = 9;

/**
 * Whether a text looks drawn by lot, like a key or a token, and not like a name that somebody has given: a name is made of words and
 * numbers, such as `orders-queue-v2-main`, and what is drawn mixes letters and digits within its parts.
 */
export function looksRandom(text: string): boolean {
  if (!shape.test(text) || !/\d/.test(text) || !/[A-Za-z]/.test(text)) return false;
  const strange = text.split(/[+/=_-]+/).filter((part) => !isPlain(part));
  return (
    strange.join("").length > mostStrange || strange.some((part) => part.length >= 8 && turns(part) >= 3)
  );
}

/** A number up to an account's id or a time in milliseconds, or words with a number after one of them: `EventsQueueV2Main`. */
function isPlain(part: string): boolean {
  if (/^\d{0,13}$/.test(part)) return true;
  return /^(?:[a-z]+|[A-Z]+|(?:[A-Z]?[a-z]{2,}|V?\d{1,4}(?=[A-Z]))+)\d{0,4}$/.test(part) && !isStrange(part);
}

/** No word goes on so long without a vowel. */
function isStrange(part: string): boolean {
  return /[bcdfghjklmnpqrstvwxz]{6}/i.test(part);
}

/** How often letters turn into digits and back. */
function turns(part: string): number {
  return (part.match(/(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])/g) ?? []).length;
}
