import type { KeyResource } from '@imageai/client';
import { useState } from 'react';
import { client } from '../api/client.js';
import { Button } from '../components/button.js';
import { Dialog } from '../components/dialog.js';
import { Choose } from '../components/field.js';
import { Failure } from '../components/notice.js';
import { useSubmit } from '../components/use-submit.js';
import { text } from '../text/index.js';
import { nameOf } from './key-state.js';

const words = text.developers.keys;
const seconds = { now: 0, hour: 3_600, day: 86_400, week: 604_800 } as const;
type Overlap = keyof typeof seconds;

interface RotateFormProps {
  readonly apiKey: KeyResource;
  readonly onClose: () => void;
  readonly onMade: (secret: string) => Promise<void>;
}

export function RotateForm({ apiKey, onClose, onMade }: RotateFormProps) {
  const [overlap, setOverlap] = useState<Overlap>('day');
  const { busy, error, submit } = useSubmit(async () => {
    const { secret } = await client.keys.rotate(apiKey.id, { overlap_seconds: seconds[overlap] });
    await onMade(secret);
  });
  return (
    <Dialog open onClose={onClose} title={words.rotateTitle(nameOf(apiKey))} description={words.rotateBody}>
      <form className="form" onSubmit={submit}>
        {error !== undefined && <Failure error={error} />}
        <Choose
          label={words.overlap}
          value={overlap}
          choices={Object.entries(words.overlaps).map(([value, label]) => ({ value, label }))}
          onChange={(event) => setOverlap(event.target.value as Overlap)}
        />
        <Button type="submit" look="primary" busy={busy}>
          {words.rotate}
        </Button>
      </form>
    </Dialog>
  );
}
