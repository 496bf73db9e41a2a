import { Component, type ReactNode } from 'react';
import { Button } from '../components/button.js';
import { Empty } from '../components/empty.js';
import { text } from '../text/index.js';

/** A page that breaks says so, and is not a white one. */
export class Crash extends Component<{ readonly children: ReactNode }, { readonly broken: boolean }> {
  override readonly state = { broken: false };

  static getDerivedStateFromError(): { broken: boolean } {
    return { broken: true };
  }

  override render(): ReactNode {
    if (!this.state.broken) return this.props.children;
    return (
      <main>
        <Empty
          title={text.crash.title}
          action={
            <Button look="primary" onClick={() => location.reload()}>
              {text.crash.reload}
            </Button>
          }
        >
          {text.crash.body}
        </Empty>
      </main>
    );
  }
}
