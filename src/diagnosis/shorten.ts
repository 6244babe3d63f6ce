/** How many characters of AWS's words are told. */
const longest = 400;

/** AWS's words on one line, without what only AWS can use: request ids, tokens, the handler's wrapping. */
export function shorten(words: string): string {
  const plain = words
    .replaceAll(/\s*\(RequestToken: [^)]*\)/g, "")
    .replaceAll(/\s*\(SDK Attempt Count: \d+\)/g, "")
    .replaceAll(/[,;]? ?(?:Extended )?Request ID: [^,;)]*/gi, "")
    .replaceAll(/[,;] ?Proxy: null/g, "")
    .replaceAll(/ ?\((?:Service: )?[\w ]*[,;] Status Code: \d+(?:[,;] Error Code: \w+)?\)/g, "")
    .replaceAll(/Resource handler returned message: "(.*)"/gs, "$1")
    .replaceAll(
      /\s*For more information, see the Troubleshooting section of the Amazon ECS Developer Guide\.?/g,
      "",
    )
    .replaceAll(/[\s\p{Cc}]+/gu, " ")
    .trim();
  return plain.length <= longest ? plain : `${plain.slice(0, longest - 1)}…`;
}
