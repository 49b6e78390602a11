'use client';

import { Component, type ReactNode } from 'react';
import { showOverrides } from '../ui/marks.ts';

type Props = { text: string; streaming: boolean; children: ReactNode };
type State = { hasFailed: boolean; streaming: boolean };

/** One answer that cannot be laid out is shown as it was written, and the rest of the chat stays as it is. */
export class PlainBoundary extends Component<Props, State> {
  override state = { hasFailed: false, streaming: this.props.streaming };

  static getDerivedStateFromError(): { hasFailed: boolean } {
    return { hasFailed: true };
  }

  /** Once it is complete it may be laid out after all. */
  static getDerivedStateFromProps({ streaming }: Props, before: State): State | null {
    return before.streaming === streaming ? null : { hasFailed: false, streaming };
  }

  override render(): ReactNode {
    if (!this.state.hasFailed) return this.props.children;
    return (
      <div className="answer-prose">
        <p className="text-sm text-muted">This answer could not be laid out. Here it is as it was written:</p>
        <p dir="auto" className="whitespace-pre-wrap">
          {showOverrides(this.props.text)}
        </p>
      </div>
    );
  }
}
