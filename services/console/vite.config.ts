import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { pages } from './src/pages.js';

const outDir = join(import.meta.dirname, 'dist');
const compressible = /\.(js|css|svg|json|webmanifest)$/;

/** The gateway answers these paths with the document; any other is a 404. */
const listPages: Plugin = {
  name: 'list-pages',
  generateBundle() {
    this.emitFile({ type: 'asset', fileName: 'pages.json', source: JSON.stringify(pages.map(({ path }) => path)) });
  },
};

/** Once, here, and as small as can be: the gateway sends these files as they are. */
const compress: Plugin = {
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
};

export default defineConfig({
  root: join(import.meta.dirname, 'src'),
  publicDir: join(import.meta.dirname, 'src', 'public'),
  plugins: [react(), listPages, compress],
  build: {
    outDir,
    emptyOutDir: true,
    manifest: 'manifest.json',
    // The Content-Security-Policy lets pictures be data, and fonts not; files of their own are cached better anyway.
    assetsInlineLimit: 0,
    sourcemap: false,
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: Object.fromEntries(['/api', '/v1', '/docs'].map((path) => [path, 'http://localhost:8080'])),
  },
});
