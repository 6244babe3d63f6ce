/**
 * Whether this is `npm run test:all`: files named `*.deep.test.ts` then play at their full depth, with Python and Chromium,
 * what `npm test` plays in a small sample or leaves out by name. Every other file is the same in both.
 */
export const isDeep: boolean = process.env["AUTOLAND_TEST_ALL"] === "1";
