/**
 * Loads the clients that the product itself loads only when it first needs them. A test runner loads modules through another process,
 * which simulated time does not wait for: it would run on meanwhile, by hours on a busy machine.
 */
export async function loadClients(): Promise<void> {
  await Promise.all([
    import("@aws-sdk/client-cloudwatch"),
    import("@aws-sdk/client-cloudwatch-logs"),
    import("@aws-sdk/client-codebuild"),
    import("@aws-sdk/client-codepipeline"),
    import("@aws-sdk/client-ec2"),
  ]);
}
