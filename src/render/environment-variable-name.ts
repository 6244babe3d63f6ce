/** The environment variable for an addons output: `usersDdbTableName` becomes `USERS_DDB_TABLE_NAME` (copilot-model.md 2.7). */
export function environmentVariableName(output: string): string {
  return output
    .replaceAll(/([a-z0-9]+)([A-Z])/g, "$1_$2")
    .replaceAll(/([A-Z0-9])([A-Z][a-z])/g, "$1_$2")
    .toUpperCase();
}
