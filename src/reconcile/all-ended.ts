/**
 * The values of all, like `Promise.all`, but a failure is thrown only after every one of them has ended: what changes stacks must
 * not go on unobserved because something beside it failed or was told to stop.
 */
export async function allEnded<T>(work: Iterable<Promise<T>>): Promise<readonly T[]> {
  const ends = await Promise.allSettled(work);
  return ends.map((end) => {
    if (end.status === "rejected") throw end.reason;
    return end.value;
  });
}
