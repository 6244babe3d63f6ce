import type { Json } from "../../src/domain/template.ts";
import type { BackendName } from "./backend.ts";

/** Where a backend does something else than AWS. The page that decides is the case's. */
export interface KnownDifference {
  readonly backend: BackendName;
  /** The id of a case. */
  readonly id: string;
  /** What is seen there instead. */
  readonly does: Json;
  readonly because: string;
}

/** All of them. The simulated AWS may have none: a difference there is a fault, to be mended. */
export const knownDifferences: readonly KnownDifference[] = [
  {
    backend: "moto",
    id: "ssm-size",
    does: [{ fault: "none" }, { fault: "none" }],
    because: "moto does not know the limit of a standard parameter.",
  },
  {
    backend: "moto",
    id: "sts-caller",
    does: { own: true, arn: "arn:aws:sts" },
    because: "moto's caller without a session is a user of the token service.",
  },
  {
    backend: "moto",
    id: "sts-no-such-role",
    does: { fault: "none" },
    because: "moto lets every role be assumed.",
  },
  {
    backend: "moto",
    id: "sts-short-session",
    does: { fault: "none" },
    because: "moto does not look at the length of a session.",
  },
  {
    backend: "moto",
    id: "ecr-digest",
    does: false,
    because: "moto's digest is that of the layers' digests.",
  },
  {
    backend: "moto",
    id: "ecr-distinct",
    does: false,
    because: "moto's digest is that of the layers' digests.",
  },
  {
    backend: "moto",
    id: "ecr-tag-moves",
    does: { old: [], young: [["latest"]] },
    because: "moto forgets an image that loses its last tag.",
  },
  {
    backend: "MiniStack",
    id: "ssm-size",
    does: [{ fault: "none" }, { fault: "none" }],
    because: "MiniStack does not know the limit of a standard parameter.",
  },
  {
    backend: "MiniStack",
    id: "ssm-page-size",
    does: { fault: "none" },
    because: "MiniStack takes any size of a page.",
  },
  {
    backend: "MiniStack",
    id: "sts-no-such-role",
    does: { fault: "none" },
    because: "MiniStack lets every role be assumed.",
  },
  {
    backend: "MiniStack",
    id: "sts-short-session",
    does: { fault: "none" },
    because: "MiniStack does not look at the length of a session.",
  },
  {
    backend: "MiniStack",
    id: "ecr-missing-image",
    does: [{ fault: "none" }, 0, ["ImageNotFound"]],
    because: "MiniStack describes a missing image as no image.",
  },
  {
    backend: "MiniStack",
    id: "set-needs-capability",
    does: { fault: "none" },
    because: "MiniStack asks for no capabilities in change sets.",
  },
  {
    backend: "MiniStack",
    id: "rollback-refuses-update",
    does: [{ fault: "none" }, "DELETE_COMPLETE"],
    because: "MiniStack plans an update of a stack whose creation was rolled back.",
  },
  {
    backend: "MiniStack",
    id: "export-missing",
    does: ["ROLLBACK_COMPLETE", false],
    because: "MiniStack fails the stack in words of its own.",
  },
  {
    backend: "MiniStack",
    id: "export-changed-in-use",
    does: ["UPDATE_COMPLETE", { Value: "other" }],
    because: "MiniStack lets an imported value change.",
  },
  {
    backend: "MiniStack",
    id: "export-name-taken",
    does: "CREATE_COMPLETE",
    because: "MiniStack lets two stacks export one name.",
  },
  {
    backend: "MiniStack",
    id: "nested-parent",
    does: [false, false],
    because: "MiniStack does not say whose a nested stack is.",
  },
];
