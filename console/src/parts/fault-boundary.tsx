import { Component, type ReactNode } from 'react';
import { m } from '../messages/messages.ts';
import { Button } from './button.tsx';
import { Notice } from './notice.tsx';

/** A fault of the console itself takes one page, not all, and says so in words. */
export class FaultBoundary extends Component<{ children: ReactNode }, { hasFault: boolean }> {
  override state = { hasFault: false };

  static getDerivedStateFromError(): { hasFault: boolean } {
    return { hasFault: true };
  }

  override render(): ReactNode {
    if (!this.state.hasFault) return this.props.children;
    return (
      <Notice
        kind="error"
        title={m.trouble.unexpectedTitle}
        actions={<Button onClick={() => location.reload()}>{m.trouble.reload}</Button>}
      >
        {m.trouble.unexpected}
      </Notice>
    );
  }
}
