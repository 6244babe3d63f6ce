import type { OperationModel } from "./service-model.ts";
import type { WireRequest } from "./wire.ts";

/** What the placeholders of an operation's path hold in a request. */
export type PathLabels = Readonly<Record<string, string>>;

/**
 * The operation that method and path mean, with the values of the path's labels; the path with the fewest labels wins
 * (`/functions/{FunctionName}/configuration` before `/functions/{Path+}`).
 */
export function findOperationByPath(
  operations: Iterable<OperationModel>,
  request: WireRequest,
): { readonly operation: OperationModel; readonly labels: PathLabels } | undefined {
  return [...operations]
    .filter(({ http }) => http?.method === request.method)
    .flatMap((operation) => {
      const labels = labelsIn(operation.http?.path ?? "", request.path);
      return labels === undefined ? [] : [{ operation, labels }];
    })
    .toSorted((a, b) => Object.keys(a.labels).length - Object.keys(b.labels).length)[0];
}

function labelsIn(template: string, path: string): PathLabels | undefined {
  const names: string[] = [];
  const pattern = template.replace(/\/$/, "").replaceAll(/\{(\w+)\+?\}/g, (label, name: string) => {
    names.push(name);
    return label.endsWith("+}") ? "(.+)" : "([^/]+)";
  });
  const match = new RegExp(`^${pattern}/?$`).exec(path);
  if (match === null) return undefined;
  return Object.fromEntries(names.map((name, index) => [name, decodeURIComponent(match[index + 1] ?? "")]));
}
