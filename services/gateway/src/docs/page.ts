import { docsBundleRoute, docsScriptRoute, openapiRoute } from '@imageai/api';
import { guideLinks } from './guides.js';
import { quickStart, quickStartStyle } from './quick-start.js';
import { quickStartScript } from './quick-start-script.js';

/**
 * Nothing but this server is ever asked: no font, picture or script of anybody else, and no frame around the page.
 * The reference writes its styles into the page by itself, hence 'unsafe-inline' for them, and for them alone.
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Image AI: API reference</title>
<link rel="icon" href="data:,">
<style>
${quickStartStyle}
</style>
</head>
<body>
${quickStart}
<section id="guides" aria-labelledby="guides-title">
<h2 id="guides-title">Guides</h2>
<ul>
${guideLinks()}
</ul>
</section>
<div id="reference"></div>
<noscript>This page needs JavaScript. What it shows is made from <a href="${openapiRoute.path}">the OpenAPI document</a>.</noscript>
<script src="${docsBundleRoute.path}"></script>
<script type="module" src="${docsScriptRoute.path}"></script>
</body>
</html>
`;

/** Keys that are typed in here are kept nowhere, and no part of the page speaks to the makers of the reference. */
const settings = {
  theme: 'default',
  withDefaultFonts: false,
  persistAuth: false,
  telemetry: false,
  hideClientButton: true,
  showDeveloperTools: 'never',
  agent: { disabled: true },
  mcp: { disabled: true },
};

/** Runs in the browser: the quick start, then the document that describes this server. */
export const script = `${quickStartScript}
const answer = await fetch(${JSON.stringify(openapiRoute.path)});
const content = await answer.json();
content.servers = [{ url: location.origin }];
Scalar.createApiReference('#reference', { content, ...${JSON.stringify(settings)} });
`;
