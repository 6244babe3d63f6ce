import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/**
 * Takes the shapes of the answers that the stubs of GitHub give out of GitHub's own description of its API, without its prose:
 *
 *     npm pack @octokit/openapi@23.0.2 && tar xzf octokit-openapi-23.0.2.tgz package/generated/api.github.com.json
 *     node test/generate/github-answers.ts package/generated/api.github.com.json
 */
type Named = readonly (readonly [method: string, path: string, status: string])[];

/** What is asked when GitHub is told something. */
const told: Named = [
  ["get", "/repos/{owner}/{repo}/commits/{ref}/status", "200"],
  ["post", "/repos/{owner}/{repo}/statuses/{sha}", "201"],
  ["get", "/repos/{owner}/{repo}/deployments", "200"],
  ["post", "/repos/{owner}/{repo}/deployments", "201"],
  ["get", "/repos/{owner}/{repo}/deployments/{deployment_id}/statuses", "200"],
  ["post", "/repos/{owner}/{repo}/deployments/{deployment_id}/statuses", "201"],
];

/** What is asked when a repository is read. */
const read: Named = [
  ["get", "/repos/{owner}/{repo}/branches", "200"],
  ["get", "/repos/{owner}/{repo}/branches/{branch}", "200"],
  ["get", "/repos/{owner}/{repo}/rules/branches/{branch}", "200"],
  ["get", "/repos/{owner}/{repo}/commits", "200"],
  ["get", "/repos/{owner}/{repo}/compare/{basehead}", "200"],
  ["get", "/repos/{owner}/{repo}/git/commits/{commit_sha}", "200"],
  ["get", "/repos/{owner}/{repo}/git/trees/{tree_sha}", "200"],
  ["get", "/repos/{owner}/{repo}/git/blobs/{file_sha}", "200"],
];

/** What is asked about pull requests. */
const pulls: Named = [
  ["get", "/repos/{owner}/{repo}", "200"],
  ["get", "/repos/{owner}/{repo}/pulls", "200"],
  ["get", "/repos/{owner}/{repo}/pulls/{pull_number}", "200"],
  ["get", "/repos/{owner}/{repo}/issues/{issue_number}/comments", "200"],
  ["post", "/repos/{owner}/{repo}/issues/{issue_number}/comments", "201"],
  ["patch", "/repos/{owner}/{repo}/issues/comments/{comment_id}", "200"],
  ["get", "/user", "200"],
];

type Json = { readonly [name: string]: unknown };

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error("say where api.github.com.json of @octokit/openapi is");
const description: unknown = JSON.parse(readFileSync(file, "utf8"));
let definitions: Record<string, unknown> = {};
for (const [target, answers] of [
  ["github-answers.json", told],
  ["github-read-answers.json", read],
  ["github-pull-answers.json", pulls],
] as const) {
  definitions = {};
  const shapes = Object.fromEntries(
    answers.map(([method, path, status]) => [
      `${method.toUpperCase()} ${path} ${status}`,
      shapeOf(
        at(description, [
          "paths",
          path,
          method,
          "responses",
          status,
          "content",
          "application/json",
          "schema",
        ]),
      ),
    ]),
  );
  const place = fileURLToPath(new URL(`../github/${target}`, import.meta.url));
  writeFileSync(place, `${JSON.stringify({ from: "@octokit/openapi 23.0.2", shapes, definitions })}\n`);
}

function at(node: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, name) => {
    if (typeof inner !== "object" || inner === null || !(name in inner))
      throw new Error(`no ${path.join(" → ")}`);
    return (inner as Json)[name];
  }, node);
}

/** The schema without prose and examples; what it refers to stands among the definitions. */
function shapeOf(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(shapeOf);
  if (typeof node !== "object" || node === null) return node;
  const { $ref: reference, ...rest } = node as Json;
  if (typeof reference === "string") {
    const name = reference.split("/").at(-1) ?? "";
    if (!(name in definitions)) {
      definitions[name] = {};
      definitions[name] = shapeOf(at(description, ["components", "schemas", name]));
    }
    return { $ref: `#/definitions/${name}` };
  }
  const isProperties = "properties" in rest;
  return Object.fromEntries(
    Object.entries(rest)
      .filter(
        ([name]) =>
          ![
            "description",
            "example",
            "examples",
            "title",
            "x-github",
            "deprecated",
            "default",
            "format",
          ].includes(name),
      )
      .map(([name, value]) => [
        name,
        isProperties && name === "properties"
          ? Object.fromEntries(Object.entries(value as Json).map(([key, inner]) => [key, shapeOf(inner)]))
          : shapeOf(value),
      ]),
  );
}
