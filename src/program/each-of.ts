import type { OpenApplication } from "./open-application.ts";

/** What came of the same work on several applications: one that failed takes nothing from the others. */
export interface Answers<T> {
  readonly done: readonly T[];
  readonly failed: readonly { readonly application: string; readonly error: unknown }[];
}

/** Does the work for each application side by side. */
export async function eachOf<T>(
  applications: readonly OpenApplication[],
  work: (application: OpenApplication) => Promise<T>,
): Promise<Answers<T>> {
  const done: T[] = [];
  const failed: { readonly application: string; readonly error: unknown }[] = [];
  await Promise.all(
    applications.map(async (application) => {
      const { application: name } = application.subject;
      await work(application).then(
        (answer) => done.push(answer),
        (error: unknown) => failed.push({ application: name, error }),
      );
    }),
  );
  return { done, failed };
}
