import type { WorkloadInputs } from "../../../src/render/inputs.ts";

/** Inputs of a rendering into the environment `test` of the application `shop`, changed as a test needs. */
export function workloadInputs(changes: Partial<WorkloadInputs> = {}): WorkloadInputs {
  return {
    application: { name: "shop", tags: {} },
    environment: {
      name: "test",
      account: "111122223333",
      region: "eu-west-1",
      manifest: { name: "test", type: "Environment" },
      templateVersion: "v1.34.0",
      serviceDiscoveryEndpoint: "test.shop.local",
    },
    artifacts: { bucket: "artifacts", keyArn: "arn:aws:kms:eu-west-1:111122223333:key/1" },
    images: {},
    envFiles: {},
    functionRuntime: "nodejs20.x",
    templateVersion: "v1.34.0",
    additionalTags: {},
    updateId: "first",
    ...changes,
  };
}
