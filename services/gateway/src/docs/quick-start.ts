/** Stands for where the API is; the page that shows the quick start knows it. */
export const originPlaceholder = 'https://api.example.com';

const body = `{"prompt": "a lighthouse on a cliff in a storm", "style": "painting"}`;

/** The way to a first picture, in Markdown. */
export const quickStart = `## Quick start

You need an API key of your account: it begins with \`iai_live_\`, and is a secret. Put it into the environment as \`IMAGEAI_API_KEY\`.

### cURL

\`\`\`bash
curl ${originPlaceholder}/api/generate-image \\
  -H "Authorization: Bearer $IMAGEAI_API_KEY" \\
  -H "Content-Type: application/json" \\
  -d '${body}'
\`\`\`

### JavaScript

\`\`\`javascript
const response = await fetch('${originPlaceholder}/api/generate-image', {
  method: 'POST',
  headers: {
    authorization: \`Bearer \${process.env.IMAGEAI_API_KEY}\`,
    'content-type': 'application/json',
  },
  body: JSON.stringify({ prompt: 'a lighthouse on a cliff in a storm', style: 'painting' }),
});
const image = await response.json();
if (!response.ok) throw new Error(image.error.message);
console.log(image.url);
\`\`\`

### Python

\`\`\`python
import json, os, urllib.request

request = urllib.request.Request(
    "${originPlaceholder}/api/generate-image",
    data=json.dumps({"prompt": "a lighthouse on a cliff in a storm", "style": "painting"}).encode(),
    headers={
        "Authorization": f"Bearer {os.environ['IMAGEAI_API_KEY']}",
        "Content-Type": "application/json",
    },
)
with urllib.request.urlopen(request) as response:
    print(json.load(response)["url"])
\`\`\`

The answer names the picture and says where it is: \`id\`, \`url\`, \`width\`, \`height\`, \`created_at\`, \`prompt\`, \`seed\`. With the same seed and parameters the same picture is made again.
`;
