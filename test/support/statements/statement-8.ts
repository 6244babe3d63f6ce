import type { Evidence, Statement } from "./evidence.ts";

export const statement8: Statement = {
  number: 8,
  says: "A secret that Autoland handles never reaches a log, a report, a page or a message.",
  breaches: (evidence) => {
    const secrets = new Set(evidence.flatMap((item) => (item.kind === "secret" ? [item.value] : [])));
    return evidence.flatMap((item) => {
      if (item.kind !== "said") return [];
      const found = secretIn(item.text, secrets);
      if (found === undefined) return [];
      const { where, process, at } = item;
      const seen = `a secret stands in a ${where} of ${process}, after ${JSON.stringify(before(item, found))}`;
      return [{ statement: 8, at, seen }];
    });
  },
};

/** Looks up words instead of searching for each secret: there are hundreds of these, and megabytes of text. */
function secretIn(text: string, secrets: ReadonlySet<string>): string | undefined {
  return text.match(/[\w-]{16,}/g)?.find((word) => secrets.has(word));
}

function before({ text }: Extract<Evidence, { kind: "said" }>, secret: string): string {
  const place = text.indexOf(secret);
  return text.slice(Math.max(0, place - 80), place);
}
