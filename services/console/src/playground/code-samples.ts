import type { CreateGenerationRequest } from '@imageai/client';
import type { Sample } from '../components/code.js';

/** The request of the form for programs, in four tongues. */
export function codeSamples(request: CreateGenerationRequest, origin: string): Sample[] {
  return [
    { name: 'cURL', code: curl(request, origin) },
    { name: 'JavaScript', code: javascript(request, origin) },
    { name: 'Python', code: python(request, origin) },
    { name: 'OpenAI SDK', code: openai(request, origin) },
  ];
}

const json = (value: unknown): string => JSON.stringify(value, null, 2);
const indented = (value: string, by: number): string => value.replaceAll('\n', `\n${' '.repeat(by)}`);

/** In single quotes of a shell nothing is special but the quote itself. */
function curl(request: CreateGenerationRequest, origin: string): string {
  return `curl ${origin}/api/generate-image \\
  -H "Authorization: Bearer $IMAGEAI_API_KEY" \\
  -H "Content-Type: application/json" \\
  -d '${json(request).replaceAll("'", `'\\''`)}'`;
}

function javascript(request: CreateGenerationRequest, origin: string): string {
  return `const response = await fetch('${origin}/api/generate-image', {
  method: 'POST',
  headers: {
    authorization: \`Bearer \${process.env.IMAGEAI_API_KEY}\`,
    'content-type': 'application/json',
  },
  body: JSON.stringify(${indented(json(request), 2)}),
});
const image = await response.json();
if (!response.ok) throw new Error(image.error.message);
console.log(image.url);`;
}

function python(request: CreateGenerationRequest, origin: string): string {
  return `import json, os, urllib.request

request = urllib.request.Request(
    "${origin}/api/generate-image",
    data=json.dumps(${indented(json(request), 4)}).encode(),
    headers={
        "Authorization": f"Bearer {os.environ['IMAGEAI_API_KEY']}",
        "Content-Type": "application/json",
    },
)
with urllib.request.urlopen(request) as response:
    print(json.load(response)["url"])`;
}

/** That route has no styles: the prompt says what it is to look like. */
function openai(request: CreateGenerationRequest, origin: string): string {
  const { prompt, style, width = 1024, height = 1024, n, model = 'imageai-1', output_format, ...own } = request;
  const named = { model, prompt: style === undefined ? prompt : `${prompt}, ${style}`, size: `${width}x${height}` };
  const extensions =
    Object.keys(own).length > 0 ? `,\n  // What OpenAI's types do not know.\n  ...${indented(json(own), 2)}` : '';
  // The one format that OpenAI's API does not have.
  const format = output_format === 'avif' ? undefined : output_format;
  const lines = Object.entries({ ...named, n, output_format: format, response_format: 'url' })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `  ${name}: ${JSON.stringify(value)}`);
  return `import OpenAI from 'openai';

const client = new OpenAI({ baseURL: '${origin}/v1', apiKey: process.env.IMAGEAI_API_KEY });
const { data } = await client.images.generate({
${lines.join(',\n')}${extensions},
});
console.log(data[0].url);`;
}
