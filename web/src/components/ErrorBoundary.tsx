import { Component, type ReactNode } from 'react';
import { Button } from './Button';
import { Notice } from './Notice';
import { text } from './text';

/** The last net: a part that cannot be drawn says so instead of taking the page with it. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError(): { hasFailed: boolean } {
    return { hasFailed: true };
  }

  override render(): ReactNode {
    if (!this.state.hasFailed) return this.props.children;
    const reload = (
      <Button
        onClick={() => {
          location.reload();
        }}
      >
        {text.reload}
      </Button>
    );
    return (
      <Notice kind="bad" role="alert" action={reload}>
        <strong>{text.crashTitle}</strong>
        <p>{text.crashDetail}</p>
      </Notice>
    );
  }
}
