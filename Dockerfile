# syntax=docker/dockerfile:1
# Autoland runs from source: Node strips the types. The first stage only installs the pinned packages.
FROM public.ecr.aws/docker/library/node:24.21.0-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# The development dependencies, among them the Node that npm scripts use, stay out of the image.
RUN npm ci --omit=dev --ignore-scripts

FROM public.ecr.aws/docker/library/node:24.21.0-bookworm-slim
RUN apt-get update && apt-get install --yes --no-install-recommends git openssh-client ca-certificates && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY --from=packages /app/node_modules node_modules
COPY package.json ./
COPY src src
# What is compiled now needs not be compiled at each start.
RUN node --import ./src/keep-compiled.mjs src/compile.mjs
ENV NODE_ENV=production AUTOLAND_CACHE=/tmp/autoland MALLOC_ARENA_MAX=1
USER node
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["node", "-e", "fetch('http://127.0.0.1:8080/healthz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# V8 lets garbage grow to several times what lives; these keep a thousand targets below 200 MiB for a few per cent of processor time.
ENTRYPOINT ["node", "--max-semi-space-size=2", "--heap-growing-percent=15", "--import", "./src/check-node.mjs", "--import", "./src/keep-compiled.mjs", "src/main.ts"]
CMD ["run"]
