/** What Copilot lets an account's root do to administer a key that it makes, in the order of its templates. */
export const keyAdministration: readonly string[] = [
  "kms:Create*",
  "kms:Describe*",
  "kms:Enable*",
  "kms:List*",
  "kms:Put*",
  "kms:Update*",
  "kms:Revoke*",
  "kms:Disable*",
  "kms:Get*",
  "kms:Delete*",
  "kms:ScheduleKeyDeletion",
  "kms:CancelKeyDeletion",
  "kms:Tag*",
  "kms:UntagResource",
];
