import { Tabs } from '@base-ui/react/tabs';
import { text } from '../text/index.js';
import { CopyButton } from './copy.js';
import './code.css';

/** Lines to read and to copy; long ones are broken, so that nothing has to be scrolled to. */
export function Code({ value }: { readonly value: string }) {
  return (
    <div className="code">
      <pre>
        <code>{value}</code>
      </pre>
      <CopyButton value={value} label={text.actions.copy} />
    </div>
  );
}

export interface Sample {
  readonly name: string;
  readonly code: string;
}

/** The same in several languages. */
export function Samples({ samples, label }: { readonly samples: readonly Sample[]; readonly label: string }) {
  return (
    <Tabs.Root defaultValue={samples[0]?.name} className="samples">
      <Tabs.List className="tabs" aria-label={label}>
        {samples.map(({ name }) => (
          <Tabs.Tab key={name} value={name} className="tab">
            {name}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {samples.map(({ name, code }) => (
        <Tabs.Panel key={name} value={name} tabIndex={-1}>
          <Code value={code} />
        </Tabs.Panel>
      ))}
    </Tabs.Root>
  );
}
