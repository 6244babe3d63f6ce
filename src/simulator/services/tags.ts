/** Tags by key. */
export type Tags = Readonly<Record<string, string>>;

/** A tag as most services write it. */
export interface Tag {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

/** Tags from a list of `{ Key, Value }`. */
export function tagsFrom(list: readonly Tag[] | undefined): Tags {
  return Object.fromEntries((list ?? []).map(({ Key, Value }) => [Key ?? "", Value ?? ""]));
}

/** Tags as a list of `{ Key, Value }`, in the order in which they were set. */
export function tagList(tags: Tags): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** Tags without some keys. */
export function withoutTags(tags: Tags, keys: readonly string[]): Tags {
  return Object.fromEntries(Object.entries(tags).filter(([key]) => !keys.includes(key)));
}

/** Condition values that tags of a resource give: `aws:ResourceTag/…`, and the service's own spelling of it. */
export function resourceTagValues(tags: Tags, servicePrefix?: string): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [key, value] of Object.entries(tags)) {
    values[`aws:ResourceTag/${key}`] = value;
    if (servicePrefix !== undefined) values[`${servicePrefix}:ResourceTag/${key}`] = value;
  }
  return values;
}

/** Condition values that the tags in a request give: `aws:RequestTag/…` and `aws:TagKeys`. */
export function requestTagValues(tags: Tags): Record<string, string | readonly string[]> {
  const values: Record<string, string | readonly string[]> = { "aws:TagKeys": Object.keys(tags) };
  for (const [key, value] of Object.entries(tags)) values[`aws:RequestTag/${key}`] = value;
  return values;
}
