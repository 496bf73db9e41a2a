import { Samples } from '../components/code.js';
import { codeSamples } from '../playground/code-samples.js';
import { text } from '../text/index.js';

const first = { prompt: text.playground.promptExample, style: 'painting' } as const;

export function QuickStart() {
  const samples = codeSamples(first, location.origin).filter(({ name }) => name !== 'OpenAI SDK');
  return <Samples samples={samples} label={text.front.quickStart.label} />;
}
