import { getAtt, ref } from "../../template/intrinsics.ts";
import { customResourceFunction } from "../custom-resource-function.ts";
import { described, type Resources } from "../resources.ts";
import type { EnvironmentContext } from "./environment-context.ts";

/** CloudFront takes certificates from us-east-1 only, so the environment's is requested there once more. */
export function certificateReplicator({ inputs }: EnvironmentContext): Resources {
  return {
    CertificateReplicatorFunction: {
      Condition: "DelegateDNS",
      ...customResourceFunction(inputs, {
        name: "CertificateReplicatorFunction",
        handler: "index.certificateReplicateHandler",
        timeout: 900,
        role: "CustomResourceRole",
      }),
    },
    CertificateReplicator: {
      Metadata: described("The environment's certificate, once more in us-east-1"),
      Condition: "DelegateDNS",
      Type: "Custom::CertificateReplicatorFunction",
      Properties: {
        ServiceToken: getAtt("CertificateReplicatorFunction", "Arn"),
        AppName: ref("AppName"),
        EnvName: ref("EnvironmentName"),
        TargetRegion: "us-east-1",
        EnvRegion: ref("AWS::Region"),
        CertificateArn: ref("HTTPSCert"),
      },
    },
  };
}
