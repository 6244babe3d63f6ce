import { commandTexts } from "./command-texts-mend.ts";
import { importedMetrics } from "./imported-metrics-mend.ts";
import type { Mend } from "./mend.ts";
import { ownQueuePolicy } from "./own-queue-policy-mend.ts";
import { partitions } from "./partition-mend.ts";
import { sdkLayer } from "./sdk-layer-mend.ts";

/** All mends, in the order in which they are applied: the closed list of design.md 8. */
export const mends: readonly Mend[] = [commandTexts, importedMetrics, ownQueuePolicy, partitions, sdkLayer];
