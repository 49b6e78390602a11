'use client';

import { useEffect, useState } from 'react';

const EVENT = 'espalier:announce';

/** Says it to screen readers, politely: states and steps, never frames. */
export const announce = (text: string): void =>
  void window.dispatchEvent(new CustomEvent(EVENT, { detail: text }));

export function LiveRegion() {
  const [text, setText] = useState('');
  useEffect(() => {
    const hear = (event: Event) => setText((event as CustomEvent<string>).detail);
    window.addEventListener(EVENT, hear);
    return () => window.removeEventListener(EVENT, hear);
  }, []);
  return (
    <p role="status" aria-live="polite" className="sr-only">
      {text}
    </p>
  );
}
