# syntax=docker/dockerfile:1
# Inference, for CPUs (`--target cpu`) and for NVIDIA GPUs (`--target cuda`: CUDA 12, cuDNN 9).

ARG NODE_IMAGE=node:24.21.0-bookworm-slim
ARG CUDA_IMAGE=nvidia/cuda:12.9.1-cudnn-runtime-ubuntu24.04

FROM ${NODE_IMAGE} AS build
WORKDIR /build
ENV CI=true NX_DAEMON=false NX_TUI=false
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml .npmrc ./
COPY . .
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
RUN --mount=type=cache,target=/root/.local/share/pnpm/store \
    pnpm="$(node -p "require('./package.json').devDependencies.pnpm")" \
 && npm install --global "pnpm@${pnpm}" \
 && pnpm install --frozen-lockfile --reporter=append-only \
 && pnpm exec nx run-many -t build --projects=@imageai/inference-service \
 && pnpm --filter @imageai/inference-service deploy --legacy --prod /app/services/inference \
 && mkdir -p /app/models \
 && cp -r models/embedded /app/models/embedded

# The runtime's own install script fetches the provider of the same version, for CUDA 12, and only here.
FROM build AS build-cuda
# hadolint ignore=DL3003
RUN cd "$(dirname "$(find /app/services/inference/node_modules -path '*onnxruntime-node/package.json' -print -quit)")" \
 && node ./script/install.js --onnxruntime-node-install=cuda12 \
 && test -f bin/napi-v6/linux/x64/libonnxruntime_providers_cuda.so

FROM ${NODE_IMAGE} AS tini
# hadolint ignore=DL3008
RUN apt-get update && apt-get install --yes --no-install-recommends tini && rm -rf /var/lib/apt/lists/*

FROM ${NODE_IMAGE} AS cpu
ARG VERSION=0.0.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Image AI inference, CPU" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
COPY --from=tini /usr/bin/tini /usr/bin/tini
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack \
           /usr/local/bin/yarn /usr/local/bin/yarnpkg /opt/yarn-* \
           /usr/bin/apt* /usr/bin/dpkg* /usr/lib/apt /var/lib/apt /var/cache/apt
COPY --from=build /app /opt/imageai
WORKDIR /opt/imageai
ENV NODE_ENV=production
USER 10001:10001
ENTRYPOINT ["/usr/bin/tini", "--"]
CMD ["node", "--enable-source-maps", "services/inference/dist/main.js"]

FROM ${CUDA_IMAGE} AS cuda
ARG VERSION=0.0.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Image AI inference, CUDA 12" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
COPY --from=tini /usr/bin/tini /usr/bin/tini
COPY --from=tini /usr/local/bin/node /usr/local/bin/node
COPY --from=build-cuda /app /opt/imageai
WORKDIR /opt/imageai
# Whether all that the CUDA provider links to is there; the driver itself comes from the node when it runs.
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
RUN provider="$(find /opt/imageai -name libonnxruntime_providers_cuda.so -print -quit)" \
 && missing="$(LD_LIBRARY_PATH="$(dirname "${provider}")" ldd "${provider}" | grep 'not found' | grep -v 'libcuda.so.1' || true)" \
 && if [ -n "${missing}" ]; then echo "The CUDA provider cannot be loaded: ${missing}"; exit 1; fi \
 && rm -rf /usr/bin/apt* /usr/bin/dpkg* /usr/lib/apt /var/lib/apt /var/cache/apt
ENV NODE_ENV=production \
    NVIDIA_VISIBLE_DEVICES=all \
    NVIDIA_DRIVER_CAPABILITIES=compute,utility
USER 10001:10001
ENTRYPOINT ["/usr/bin/tini", "--"]
CMD ["node", "--enable-source-maps", "services/inference/dist/main.js"]
