import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { indexDocumentFunction } from "../../../src/render/static-site/index-document-function.ts";

function rewritten(uri: string): unknown {
  const request = JSON.stringify({ uri });
  return runInNewContext(`${indexDocumentFunction}; handler({ request: ${request} }).uri`);
}

test.each([
  ["the root", "/", "/index.html"],
  ["a folder with a slash", "/docs/", "/docs/index.html"],
  ["a folder without a slash", "/docs", "/docs/index.html"],
  ["a file", "/logo.png", "/logo.png"],
  ["a file below a folder with a dot", "/v1.2/readme", "/v1.2/readme"],
  ["a folder with a dot and a slash", "/v1.2/", "/v1.2/index.html"],
])("%s is asked for as the file that stands for it", (_, uri, expected) => {
  expect(rewritten(uri)).toBe(expected);
});

test("the code keeps to what CloudFront's runtime 1.0 understands", () => {
  expect(indexDocumentFunction).not.toMatch(/\b(?:let|const|class|import|async)\b|=>|`/);
});
