// Loaded with `node --import` before any TypeScript, so that an old Node says what to do instead of failing on a type annotation.
if (!process.features.typescript) {
  process.stderr.write(
    `autoland runs TypeScript directly, which Node ${process.versions.node} cannot: use \`npm run\` (it uses the Node that package.json pins), or Node 22.18 or newer.\n`,
  );
  process.exit(2);
}
