import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { operatorPages } from './src/operators/pages.js';
import { pages } from './src/pages.js';

const src = join(import.meta.dirname, 'src');
const compressible = /\.(js|css|svg|json|webmanifest)$/;

/** Two sites of the same parts, each alone in its folder: nothing of the operators' is on the public port. */
const sites = {
  site: { root: src, pages, server: 'http://localhost:8080', api: ['/api', '/v1', '/docs'] },
  operators: {
    root: join(src, 'operators'),
    pages: operatorPages,
    server: 'http://localhost:8082',
    api: ['/admin'],
  },
} as const;

/** The gateway answers these paths with the document; any other is a 404. */
const listPages = (paths: readonly string[]): Plugin => ({
  name: 'list-pages',
  generateBundle() {
    this.emitFile({ type: 'asset', fileName: 'pages.json', source: JSON.stringify(paths) });
  },
});

/** Once, here, and as small as can be: the gateway sends these files as they are. */
const compress = (outDir: string): Plugin => ({
  name: 'compress',
  writeBundle() {
    const files = readdirSync(outDir, { recursive: true, encoding: 'utf8' }).map((name) => join(outDir, name));
    for (const file of files.filter((name) => compressible.test(name) && statSync(name).size > 1024)) {
      const content = readFileSync(file);
      const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
      writeFileSync(`${file}.br`, brotliCompressSync(content, { params }));
      writeFileSync(`${file}.gz`, gzipSync(content, { level: constants.Z_BEST_COMPRESSION }));
    }
  },
});

/** `--mode operators` is theirs. */
export default defineConfig(({ mode }) => {
  const name = mode === 'operators' ? 'operators' : 'site';
  const site = sites[name];
  const outDir = join(import.meta.dirname, 'dist', name);
  return {
    root: site.root,
    publicDir: join(src, 'public'),
    plugins: [react(), listPages(site.pages.map(({ path }) => path)), compress(outDir)],
    build: {
      outDir,
      emptyOutDir: true,
      manifest: 'manifest.json',
      // The Content-Security-Policy lets pictures be data, and fonts not; files of their own are cached better anyway.
      assetsInlineLimit: 0,
      sourcemap: false,
      modulePreload: { polyfill: false },
    },
    server: { proxy: Object.fromEntries(site.api.map((path) => [path, site.server])) },
  };
});
