// What `helm test` runs: a picture is asked for and fetched, as a client would.
const { API_URL, API_KEY, CDN_URL, CDN_INSIDE } = process.env;

const answer = await reach(`${API_URL}/api/generate-image`, {
  method: 'POST',
  headers: { Authorization: `Bearer ${API_KEY}`, 'Content-Type': 'application/json' },
  body: JSON.stringify({ prompt: 'a lighthouse on a cliff', width: 512, height: 512 }),
});
const body = await answer.text();
if (answer.status !== 200) fail(`The API answered ${answer.status}: ${body}`);
const { url } = JSON.parse(body);
if (!url.startsWith(`${CDN_URL.replace(/\/+$/, '')}/`))
  fail(`The picture's URL is ${url}, which is not below ${CDN_URL}.`);

// The public name may lead through a load balancer that a pod cannot reach: the same file from the image host itself.
const file = await reach(new URL(new URL(url).pathname, CDN_INSIDE));
const bytes = new Uint8Array(await file.arrayBuffer());
if (file.status !== 200) fail(`The image host answered ${file.status} for ${url}.`);
const signature = [0x89, 0x50, 0x4e, 0x47];
if (!signature.every((byte, index) => bytes[index] === byte)) fail(`What lies at ${url} is no PNG.`);
console.log(`A picture of ${bytes.length} bytes: ${url}`);

/** NetworkPolicies learn of a pod a moment after it starts: until then it is refused what it may have. */
async function reach(url, request) {
  const patience = AbortSignal.timeout(30_000);
  for (;;) {
    try {
      return await fetch(url, request);
    } catch (error) {
      if (patience.aborted || !['ECONNREFUSED', 'EAI_AGAIN', 'ENOTFOUND'].includes(error.cause?.code)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
