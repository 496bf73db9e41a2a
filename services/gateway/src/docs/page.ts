import { docsBundleRoute, docsScriptRoute, openapiRoute } from '@imageai/api';
import { originPlaceholder, quickStart } from './quick-start.js';

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
</head>
<body>
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

/** Runs in the browser: shows the document that describes this server, with the quick start before all else. */
export const script = `const answer = await fetch(${JSON.stringify(openapiRoute.path)});
const content = await answer.json();
const quickStart = ${JSON.stringify(quickStart)}.replaceAll(${JSON.stringify(originPlaceholder)}, location.origin);
content.servers = [{ url: location.origin }];
content.info.description = quickStart + '\\n## About this reference\\n\\n' + content.info.description;
Scalar.createApiReference('#reference', { content, ...${JSON.stringify(settings)} });
`;
