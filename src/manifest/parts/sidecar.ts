import type { ContainerHealthCheck, ImageOverride, ImageSource } from "./image.ts";
import type { SidecarMountPoint } from "./storage.ts";
import type { Secrets, Variables } from "./text-source.ts";

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
