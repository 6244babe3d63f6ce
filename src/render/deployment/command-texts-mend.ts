import type { Json, JsonMap } from "../../domain/template.ts";
import type { ImageOverride } from "../../manifest/parts/image.ts";
import { isJsonList, isJsonMap } from "../../template/json-pointer.ts";
import { commandWords } from "../ecs/container-command.ts";
import { unquoted } from "../unquoted.ts";
import { withProperties, type Mend } from "./mend.ts";

/**
 * Words of commands that Copilot writes without quotes and that so become a map, a list or nothing, which ECS refuses:
 * `start: all`, a lone `-`, an empty word. A word that became an intrinsic is left alone, for a person may mean it.
 */
export const commandTexts: Mend = {
  code: "command-texts",
  message:
    "Copilot writes the words of a command without quotes, so that some stop being text and ECS refuses them; they are written as text instead.",
  mended({ manifest, template }) {
    if (manifest.type === "Static Site" || manifest.type === "Request-Driven Web Service") return undefined;
    const overrides = new Map<string, ImageOverride>(Object.entries(manifest.sidecars ?? {}));
    return withProperties(template, "TaskDefinition", (properties) => {
      const { ContainerDefinitions: containers = null } = properties;
      if (!isJsonList(containers)) return undefined;
      const mended = containers.map((container, index) => {
        const override = index === 0 ? manifest : overrides.get(nameOf(container));
        return override === undefined ? container : withTexts(container, override);
      });
      const changes = mended.some((container, index) => container !== containers[index]);
      return changes ? { ...properties, ContainerDefinitions: mended } : undefined;
    });
  },
};

function nameOf(container: Json): string {
  const name = isJsonMap(container) ? container["Name"] : undefined;
  return typeof name === "string" ? name : "";
}

function withTexts(container: Json, { entrypoint, command }: ImageOverride): Json {
  if (!isJsonMap(container)) return container;
  const changed: JsonMap = {
    ...textsOf(container, "EntryPoint", entrypoint),
    ...textsOf(container, "Command", command),
  };
  return Object.keys(changed).length === 0 ? container : { ...container, ...changed };
}

/** The property with its words as text; empty where all of them are, or where something else has overridden it. */
function textsOf(container: JsonMap, property: string, source: ImageOverride["command"]): JsonMap {
  const rendered = container[property] ?? null;
  const words = source === undefined ? undefined : commandWords(source);
  if (words?.kind !== "words" || !isJsonList(rendered) || rendered.length !== words.words.length) return {};
  const texts = rendered.map((item, index) => textOf(item, words.words[index] ?? ""));
  return texts.some((text, index) => text !== rendered[index]) ? { [property]: texts } : {};
}

function textOf(item: Json, word: string): Json {
  const isText = typeof item !== "object" || (isJsonMap(item) && isIntrinsic(item));
  return isText || JSON.stringify(unquoted(word)) !== JSON.stringify(item) ? item : word;
}

function isIntrinsic(map: JsonMap): boolean {
  return Object.keys(map).every((key) => key === "Ref" || key.startsWith("Fn::"));
}
