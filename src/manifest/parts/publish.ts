import { listOf } from "../shape/collection-shapes.ts";
import { eitherForm } from "../shape/form-shapes.ts";
import { field } from "../shape/field-path.ts";
import { record } from "../shape/record-shape.ts";
import { boolean, text } from "../shape/scalar-shapes.ts";
import { checkTopicName } from "./topic-name.ts";

/** The SNS topics that a workload publishes to. */
export interface Publish {
  readonly topics?: readonly Topic[];
}

/** An SNS topic; it is FIFO when `fifo` is true or a map. */
export interface Topic {
  /** Without the `.fifo` that AWS's name then ends with. Always there in a valid manifest. */
  readonly name?: string;
  readonly fifo?: boolean | { readonly content_based_deduplication?: boolean };
}

/** `publish` of any workload but a Static Site. */
export const publish = record<Publish>({
  topics: listOf(
    record<Topic>(
      {
        name: text,
        fifo: eitherForm<boolean, { readonly content_based_deduplication?: boolean }>({
          plain: boolean,
          map: record<{ readonly content_based_deduplication?: boolean }>({
            content_based_deduplication: boolean,
          }),
          wanted: "true, false or a map (content_based_deduplication)",
          faultsInMap: "drop",
        }),
      },
      { check: (topic, at, report) => checkTopicName(topic.name, field(at, "name"), report) },
    ),
  ),
});
