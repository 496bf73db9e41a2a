import { Check, Copy as CopyIcon } from 'lucide-react';
import { useEffect, useState } from 'react';
import { text } from '../text/index.js';
import { Button } from './button.js';

const shownMs = 2_000;

/** Copies, and says that it did. Without https browsers have no clipboard for pages: then the text is selected by hand. */
export function CopyButton({ value, label }: { readonly value: string; readonly label: string }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), shownMs);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async () => {
    if (await writeClipboard(value)) setCopied(true);
  };
  return (
    <Button look="quiet" icon onClick={copy} aria-label={copied ? text.actions.copied : label} title={label}>
      {copied ? <Check aria-hidden /> : <CopyIcon aria-hidden />}
      <span className="unseen" role="status">
        {copied ? text.actions.copied : ''}
      </span>
    </Button>
  );
}

async function writeClipboard(value: string): Promise<boolean> {
  if (navigator.clipboard !== undefined) {
    try {
      await navigator.clipboard.writeText(value);
      return true;
    } catch {
      // Not allowed here: by hand, below.
    }
  }
  const area = document.createElement('textarea');
  area.value = value;
  document.body.append(area);
  area.select();
  const copied = document.execCommand('copy');
  area.remove();
  return copied;
}
