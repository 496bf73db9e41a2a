import { Menu as Base } from '@base-ui/react/menu';
import { Check } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import './menu.css';

interface MenuProps {
  readonly label: string;
  /** What the button shows. */
  readonly button: ReactNode;
  readonly className?: string;
  readonly children: ReactNode;
}

/** It opens beside its button and not at the end of the page: in the landmark, or the dialog, that it belongs to. */
export function Menu({ label, button, className = 'button button-quiet button-icon', children }: MenuProps) {
  const [place, setPlace] = useState<HTMLElement | null>(null);
  return (
    <div ref={setPlace} className="menu-place">
      <Base.Root>
        <Base.Trigger className={className} aria-label={label}>
          {button}
        </Base.Trigger>
        <Base.Portal container={place}>
          <Base.Positioner sideOffset={6} align="end" className="menu-positioner">
            <Base.Popup className="menu">{children}</Base.Popup>
          </Base.Positioner>
        </Base.Portal>
      </Base.Root>
    </div>
  );
}

export function MenuItem({ onClick, children }: { readonly onClick: () => void; readonly children: ReactNode }) {
  return (
    <Base.Item className="menu-item" onClick={onClick}>
      {children}
    </Base.Item>
  );
}

interface MenuChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly choices: readonly { readonly value: string; readonly label: ReactNode }[];
  readonly onChoose: (value: string) => void;
}

/** One of several. */
export function MenuChoice({ label, value, choices, onChoose }: MenuChoiceProps) {
  return (
    <Base.Group>
      <Base.GroupLabel className="menu-label">{label}</Base.GroupLabel>
      <Base.RadioGroup value={value} onValueChange={onChoose}>
        {choices.map((choice) => (
          <Base.RadioItem key={choice.value} value={choice.value} className="menu-item" closeOnClick>
            {choice.label}
            <Base.RadioItemIndicator className="menu-check">
              <Check aria-hidden />
            </Base.RadioItemIndicator>
          </Base.RadioItem>
        ))}
      </Base.RadioGroup>
    </Base.Group>
  );
}
