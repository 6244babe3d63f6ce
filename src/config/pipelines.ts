import { z } from "zod";

/** How an environment's `pipelines` is written. */
export const pipelinesSchema = z
  .enum(["hold", "ignore"])
  .default("hold")
  .describe(
    "`hold`: while a stage of one of Copilot's pipelines still deploys to the environment, nothing is applied there (`PipelineActive`). `ignore`: pipelines are not looked at.",
  );
