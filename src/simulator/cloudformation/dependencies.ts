import type { Json, Template, TemplateResource } from "../../domain/template.ts";
import { isJsonList, isJsonMap } from "../../template/json-pointer.ts";
import { referencesIn } from "../../template/references.ts";

/** The resources of a template that one resource waits for: what it refers to, and what `DependsOn` names. */
export function dependenciesOf(
  logicalId: string,
  template: Template,
  holds: (condition: string) => boolean,
): readonly string[] {
  const resource = template.Resources[logicalId];
  if (resource === undefined) return [];
  const named = resource.DependsOn === undefined ? [] : [resource.DependsOn].flat();
  const referred = referencesIn(withoutDeadBranches(resource.Properties ?? {}, holds)).map(
    ({ target }) => target,
  );
  const all = new Set([...named, ...referred]);
  return [...all].filter((id) => id !== logicalId && isPresent(template.Resources[id], holds));
}

/** Whether a resource of the template exists under the conditions. */
export function isPresent(
  resource: TemplateResource | undefined,
  holds: (condition: string) => boolean,
): boolean {
  return resource !== undefined && (resource.Condition === undefined || holds(resource.Condition));
}

/** The ids in an order in which each comes after what it depends on; the ids of a circle, if there is one. */
export function inOrder(
  ids: readonly string[],
  dependencies: (id: string) => readonly string[],
):
  | { readonly kind: "order"; readonly ids: readonly string[] }
  | { readonly kind: "circle"; readonly ids: readonly string[] } {
  const done = new Set<string>();
  const order: string[] = [];
  const open: string[] = [];
  let circle: readonly string[] | undefined;
  const visit = (id: string): void => {
    if (done.has(id) || circle !== undefined) return;
    if (open.includes(id)) {
      circle = open.slice(open.indexOf(id));
      return;
    }
    open.push(id);
    for (const next of dependencies(id)) visit(next);
    open.pop();
    done.add(id);
    order.push(id);
  };
  for (const id of ids) visit(id);
  return circle === undefined ? { kind: "order", ids: order } : { kind: "circle", ids: circle };
}

/** `Fn::If` with only the side that counts, so that what the other side names is no dependency. */
function withoutDeadBranches(value: Json, holds: (condition: string) => boolean): Json {
  if (isJsonList(value)) return value.map((item) => withoutDeadBranches(item, holds));
  if (!isJsonMap(value)) return value;
  const branch = value["Fn::If"];
  if (isJsonList(branch) && typeof branch[0] === "string") {
    return withoutDeadBranches((holds(branch[0]) ? branch[1] : branch[2]) ?? null, holds);
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, item]): [string, Json] => [key, withoutDeadBranches(item, holds)]),
  );
}
