/** How words are set off in a text. What is painted is already said by the words. */
export interface Paint {
  readonly strong: (text: string) => string;
  readonly good: (text: string) => string;
  readonly change: (text: string) => string;
  readonly warn: (text: string) => string;
  readonly bad: (text: string) => string;
}

/** For pipes, files and `NO_COLOR`. */
export const plain: Paint = { strong: same, good: same, change: same, warn: same, bad: same };

/** For terminals: the sixteen colours that every theme defines. */
export const colors: Paint = {
  strong: (text) => `\u001b[1m${text}\u001b[22m`,
  good: (text) => `\u001b[32m${text}\u001b[39m`,
  change: (text) => `\u001b[36m${text}\u001b[39m`,
  warn: (text) => `\u001b[33m${text}\u001b[39m`,
  bad: (text) => `\u001b[31m${text}\u001b[39m`,
};

function same(text: string): string {
  return text;
}
