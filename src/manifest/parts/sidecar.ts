import type { ContainerHealthCheck, ImageOverride, ImageSource } from "./image.ts";
import type { SidecarMountPoint } from "./storage.ts";
import type { Secrets, Variables } from "./text-source.ts";
import { listOf, mapOf, textMap } from "../shape/collection-shapes.ts";
import { eitherForm } from "../shape/form-shapes.ts";
import { field } from "../shape/field-path.ts";
import type { FieldPath } from "../shape/field-path.ts";
import type { Report } from "../shape/report.ts";
import { record } from "../shape/record-shape.ts";
import { boolean, text } from "../shape/scalar-shapes.ts";
import { checked } from "../shape/shape.ts";
import type { Shape } from "../shape/shape.ts";
import { envFile } from "./env-file.ts";
import { containerHealthCheck, dependsOn, imageOverrideFields, imageSourceFields, isBuilt } from "./image.ts";
import { checkPortMapping } from "./port-mapping.ts";
import { sidecarMountPoint } from "./storage.ts";
import { secrets, variables } from "./text-source.ts";

/** A container beside the main one. */
export interface Sidecar extends ImageOverride {
  /** `9000`, `9000/udp`. */
  readonly port?: string;
  /** A text is the image's address. Always there in a valid manifest. */
  readonly image?: string | ImageSource;
  /** Absent means true. */
  readonly essential?: boolean;
  readonly credentialsParameter?: string;
  readonly variables?: Variables;
  readonly env_file?: string;
  readonly secrets?: Secrets;
  readonly mount_points?: readonly SidecarMountPoint[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly depends_on?: Readonly<Record<string, string>>;
  readonly healthcheck?: ContainerHealthCheck;
}

/** Sidecars by container name. */
export type Sidecars = Readonly<Record<string, Sidecar>>;

const sidecar = record<Sidecar>(
  {
    port: checked(text, checkPort),
    image: eitherForm<string, ImageSource>({
      plain: text,
      map: record<ImageSource>(imageSourceFields, { check: checkOneSource }),
      wanted: "an image's address or a map (build, location)",
      faultsInMap: "refuse",
    }),
    essential: boolean,
    credentialsParameter: text,
    variables,
    env_file: envFile,
    secrets,
    mount_points: listOf(sidecarMountPoint),
    labels: textMap(text),
    depends_on: dependsOn,
    healthcheck: containerHealthCheck,
    ...imageOverrideFields,
  },
  {
    check: (value, at, report) => {
      if (value.image !== undefined) return;
      const message = "image is missing; give the address of an image, or a map with build or location.";
      report({ code: "at-least-one-required", at: field(at, "image"), message });
    },
  },
);

/** `sidecars` of a workload on ECS; a section's sidecar is put over the base's of the same name. */
export const sidecars: Shape<Sidecars> = mapOf(sidecar, { whenNull: {}, entries: "merged" });

function checkOneSource(source: ImageSource, at: FieldPath, report: Report): void {
  if (isBuilt(source) && source.location !== undefined) {
    const message = "Both build and location are given; an image is either built or taken from where it is.";
    report({ code: "mutually-exclusive", at, message });
  }
  if (isBuilt(source) || source.location !== undefined) return;
  report({ code: "at-least-one-required", at, message: "The image has neither build nor location." });
}

function checkPort(port: string, at: FieldPath, report: Report): void {
  checkPortMapping(port, at, { protocols: ["TCP", "UDP"], use: "a container can expose" }, report);
}
