/** Where the API is; the page that shows the quick start knows it. */
const origin = '<span data-origin>https://api.example.com</span>';

/** What stands for the key, in the words of each language, until one is made on the page. */
const key = (placeholder: string) => `<span data-key>${placeholder}</span>`;

const curl = `curl ${origin}/api/generate-image \\
  -H "Authorization: Bearer ${key('$IMAGEAI_API_KEY')}" \\
  -H "Content-Type: application/json" \\
  -d '{"prompt": "a lighthouse on a cliff in a storm", "style": "painting"}'`;

const javascript = `const response = await fetch('${origin}/api/generate-image', {
  method: 'POST',
  headers: {
    authorization: \`Bearer ${key(`\${process.env.IMAGEAI_API_KEY}`)}\`,
    'content-type': 'application/json',
  },
  body: JSON.stringify({ prompt: 'a lighthouse on a cliff in a storm', style: 'painting' }),
});
const image = await response.json();
if (!response.ok) throw new Error(image.error.message);
console.log(image.url);`;

const python = `import json, os, urllib.request

request = urllib.request.Request(
    "${origin}/api/generate-image",
    data=json.dumps({"prompt": "a lighthouse on a cliff in a storm", "style": "painting"}).encode(),
    headers={
        "Authorization": f"Bearer ${key("{os.environ['IMAGEAI_API_KEY']}")}",
        "Content-Type": "application/json",
    },
)
with urllib.request.urlopen(request) as response:
    print(json.load(response)["url"])`;

/** Long lines scroll, so the keyboard has to reach them. */
const example = (language: string, code: string) => `<h3>${language}</h3>
<pre role="region" aria-label="${language}" tabindex="0"><code>${code}</code></pre>`;

/** The way to a first picture. Its forms are shown by the script that knows whether somebody is signed in. */
export const quickStart = `<section id="quick-start" aria-labelledby="quick-start-title">
<h2 id="quick-start-title">Quick start</h2>
<p>You need an API key of your account: it begins with <code>iai_live_</code>, and is a secret. Put it into the environment as <code>IMAGEAI_API_KEY</code>.</p>
<p id="guest" hidden><a href="/sign-in?next=/docs">Sign in</a> to make a key for these examples.</p>
<form id="key-form" autocomplete="off" hidden>
<p id="account-field"><label for="account">Account</label> <select id="account"></select></p>
<p><label for="key-name">Name of the key</label> <input id="key-name" value="Quick start" required maxlength="100"></p>
<p><button>Make a key for these examples</button></p>
</form>
<p id="key-outcome" role="status" tabindex="-1"></p>
${example('cURL', curl)}
${example('JavaScript', javascript)}
${example('Python', python)}
<p>The answer names the picture and says where it is: <code>id</code>, <code>url</code>, <code>width</code>, <code>height</code>, <code>created_at</code>, <code>prompt</code>, <code>seed</code>. With the same seed and parameters the same picture is made again.</p>
</section>`;

/** Colours follow the reference's switch between light and dark, which is a class of the body. */
export const quickStartStyle = `body { margin: 0; }
#quick-start, #guides { box-sizing: border-box; max-width: 60rem; margin: 0 auto; padding: 2rem 1.5rem; color: #1b1b1f; font: 1rem/1.5 system-ui, sans-serif; }
#quick-start h2, #quick-start h3, #guides h2 { margin: 1.5rem 0 .5rem; line-height: 1.25; }
#quick-start p { margin: .75rem 0; }
#quick-start a, #guides a { color: #0b57d0; text-decoration: underline; }
#quick-start code { font: .875rem/1.5 ui-monospace, monospace; }
#quick-start pre { margin: 0; padding: 1rem; overflow-x: auto; border-radius: .5rem; background: #1b1b1f; color: #f4f4f6; }
#quick-start label { display: block; }
#quick-start input, #quick-start select { box-sizing: border-box; width: 20rem; max-width: 100%; padding: .5rem; border: 1px solid #6b6b75; border-radius: .25rem; background: #fff; color: #1b1b1f; font: inherit; }
#quick-start button { padding: .5rem 1rem; border: 0; border-radius: .25rem; background: #0b57d0; color: #fff; font: inherit; cursor: pointer; }
#quick-start :focus-visible { outline: 3px solid #5b9bff; outline-offset: 2px; }
#guides { padding-top: 0; }
#guides ul { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; margin: .75rem 0; padding: 0; list-style: none; }
#quick-start [hidden], #key-outcome:empty { display: none; }
body.dark-mode { background: #0f0f12; }
body.dark-mode #quick-start, body.dark-mode #guides { color: #f4f4f6; }
body.dark-mode #quick-start a, body.dark-mode #guides a { color: #9cc1ff; }
body.dark-mode #quick-start pre { background: #26262c; }`;
