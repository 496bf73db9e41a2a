# syntax=docker/dockerfile:1
# All services but inference, in one image: they share nearly everything. The argument says which one runs.
# The website is a folder beside them, which the gateway serves.

ARG NODE_IMAGE=node:24.21.0-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /build
ENV CI=true NX_DAEMON=false NX_TUI=false
# The lock file first: as long as it stands, the packages come from the cache.
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml .npmrc ./
COPY . .
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
RUN --mount=type=cache,target=/root/.local/share/pnpm/store \
    pnpm="$(node -p "require('./package.json').devDependencies.pnpm")" \
 && npm install --global "pnpm@${pnpm}" \
 && pnpm install --frozen-lockfile --reporter=append-only \
 && pnpm exec nx run-many -t build --projects='tag:service:*'
# Only what runs: no tools, no tests, no sources; of ONNX Runtime, which judges prompts, nothing for other platforms.
RUN for service in gateway auth metering generation storage webhooks; do \
      pnpm --filter "@imageai/${service}-service" deploy --legacy --prod "/app/services/${service}"; \
    done \
 && find /app/services/gateway -type d -path '*/onnxruntime-node/bin/napi-v*' \( -name darwin -o -name win32 \) -prune -exec rm -r {} + \
 && cp -r services/console/dist /app/services/console

FROM ${NODE_IMAGE} AS tini
# The one program that Debian brings: it hands signals on and buries orphans.
# hadolint ignore=DL3008
RUN apt-get update && apt-get install --yes --no-install-recommends tini && rm -rf /var/lib/apt/lists/*

FROM ${NODE_IMAGE} AS run
ARG VERSION=0.0.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Image AI services" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
COPY --from=tini /usr/bin/tini /usr/bin/tini
# No package manager: what is in the image is all that there will be.
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack \
           /usr/local/bin/yarn /usr/local/bin/yarnpkg /opt/yarn-* \
           /usr/bin/apt* /usr/bin/dpkg* /usr/lib/apt /var/lib/apt /var/cache/apt \
 && mkdir /images && chown 10001:10001 /images
COPY --from=build /app /opt/imageai
WORKDIR /opt/imageai
ENV NODE_ENV=production
USER 10001:10001
ENTRYPOINT ["/usr/bin/tini", "--"]
CMD ["node", "--enable-source-maps", "services/gateway/dist/main.js"]
