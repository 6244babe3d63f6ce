/** The known word that an unknown one was probably meant to be: another spelling of it, or up to two letters away. */
export function similarWord(word: string, known: readonly string[]): string | undefined {
  const bare = letters(word);
  const respelt = known.find((candidate) => letters(candidate) === bare);
  if (respelt !== undefined || word.length < 4 || word.length > 40) return respelt;
  const near = known
    .map((candidate) => ({ candidate, distance: editDistance(word, candidate) }))
    .filter(({ distance }) => distance <= (word.length < 8 ? 1 : 2))
    .sort((a, b) => a.distance - b.distance);
  return near[0]?.candidate;
}

function letters(word: string): string {
  return word.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
}

/** How many letters must be put in, taken out or changed (Levenshtein). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (const [i, letter] of a.split("").entries()) {
    const next = [i + 1];
    for (const [j, other] of b.split("").entries()) {
      const changed = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(changed, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
