import { listOf, textMap } from "./shape/collection-shapes.ts";
import { field } from "./shape/field-path.ts";
import type { FieldPath } from "./shape/field-path.ts";
import { record } from "./shape/record-shape.ts";
import type { Fields } from "./shape/record-shape.ts";
import type { Report } from "./shape/report.ts";
import { eitherForm } from "./shape/form-shapes.ts";
import { boolean, integer, text, textOrNothing } from "./shape/scalar-shapes.ts";
import { checked } from "./shape/shape.ts";
import { deployment, workerDeployment } from "./parts/deployment.ts";
import { http, httpHealthCheck, httpOrSwitch } from "./parts/http.ts";
import { appRunnerImage, imageWithHealthCheck, imageWithOptionalPort, imageWithPort } from "./parts/image.ts";
import { networkLoadBalancer } from "./parts/network-load-balancer.ts";
import { appRunnerNetwork } from "./parts/network.ts";
import { appRunnerObservability, observability } from "./parts/observability.ts";
import { isArm, isWindows, platform } from "./parts/platform.ts";
import { publish } from "./parts/publish.ts";
import { subscribe } from "./parts/subscribe.ts";
import { taskFields } from "./parts/task.ts";
import type { Platform } from "./parts/task.ts";
import { secrets, variables } from "./parts/text-source.ts";
import { checkCloudFrontCertificate } from "./parts/certificate.ts";
import { texts } from "./parts/texts.ts";
import type {
  AppRunnerHttp,
  BackendService,
  FileUpload,
  LoadBalancedWebService,
  RequestDrivenWebService,
  ScheduledJob,
  StaticSite,
  WorkerService,
} from "./workload-manifest.ts";

/** What a manifest and its environment sections can both say; `name` and `type` belong to the manifest alone. */
export type Section<M> = Omit<M, "type" | "name">;

/** The fields of a Load Balanced Web Service. */
export const loadBalancedWebServiceFields: Fields<Section<LoadBalancedWebService>> = {
  ...taskFields,
  image: imageWithPort,
  http: httpOrSwitch,
  nlb: networkLoadBalancer,
  deployment,
  observability,
};

/** The fields of a Request-Driven Web Service. */
export const requestDrivenWebServiceFields: Fields<Section<RequestDrivenWebService>> = {
  image: appRunnerImage,
  http: record<AppRunnerHttp>({
    healthcheck: httpHealthCheck,
    alias: text,
    private: eitherForm<boolean, { readonly endpoint?: string }>({
      plain: boolean,
      map: record<{ readonly endpoint?: string }>({ endpoint: text }),
      wanted: "true, false or a map (endpoint)",
      faultsInMap: "refuse",
    }),
  }),
  cpu: integer,
  memory: integer,
  platform: checked(platform, checkAppRunnerPlatform),
  variables,
  secrets,
  command: text,
  tags: textMap(text),
  publish,
  network: appRunnerNetwork,
  observability: appRunnerObservability,
  count: text,
};

/** The fields of a Backend Service. */
export const backendServiceFields: Fields<Section<BackendService>> = {
  ...taskFields,
  image: imageWithOptionalPort,
  http,
  deployment,
  observability,
};

/** The fields of a Worker Service. */
export const workerServiceFields: Fields<Section<WorkerService>> = {
  ...taskFields,
  image: imageWithHealthCheck,
  subscribe,
  deployment: workerDeployment,
  observability,
};

/** The fields of a Static Site. */
export const staticSiteFields: Fields<Section<StaticSite>> = {
  http: record<NonNullable<StaticSite["http"]>>(
    { alias: textOrNothing, certificate: textOrNothing },
    {
      check: ({ alias, certificate }, at, report) => {
        if (certificate === undefined) return;
        if (alias === undefined) {
          const message = "alias is missing; a certificate is of use only with the alias that it is for.";
          report({ code: "required-field-missing", at: field(at, "alias"), message });
        }
        checkCloudFrontCertificate(certificate, field(at, "certificate"), report);
      },
    },
  ),
  files: listOf(
    record<FileUpload>(
      { source: textOrNothing, destination: text, recursive: boolean, exclude: texts, reinclude: texts },
      {
        check: ({ source }, at, report) => {
          if (source !== undefined) return;
          const message = "source is missing; give the path of the file or folder to upload.";
          report({ code: "required-field-missing", at: field(at, "source"), message });
        },
      },
    ),
  ),
};

/** The fields of a Scheduled Job. */
export const scheduledJobFields: Fields<Section<ScheduledJob>> = {
  ...taskFields,
  image: imageWithHealthCheck,
  on: record<NonNullable<ScheduledJob["on"]>>({ schedule: text }),
  timeout: text,
  retries: integer,
};

function checkAppRunnerPlatform(value: string | Platform, at: FieldPath, report: Report): void {
  const unsupported = isWindows(value) ? "Windows" : isArm(value) ? "ARM" : undefined;
  if (unsupported === undefined) return;
  const message = `The platform is ${unsupported}; App Runner only runs Linux on x86_64.`;
  report({ code: "unsupported-on-platform", at, message, remedy: "Leave platform out." });
}
