'use client';

import { setNonce } from 'get-nonce';
import { type ReactNode, useState } from 'react';
import { Toaster } from '../ui/toast.tsx';
import { ThemeProvider } from './theme.tsx';
import { TrpcProvider } from './trpc.tsx';

/** What every page needs, signed in or not. */
export function Providers({ children, nonce }: { children: ReactNode; nonce: string | undefined }) {
  // Of the answer that the page came with: what is fetched later has others, which its policy doesn't know.
  const [own] = useState(() => {
    // What holds a page behind a sheet still asks for it there.
    if (typeof document !== 'undefined' && nonce) setNonce(nonce);
    return nonce;
  });
  return (
    <ThemeProvider nonce={own}>
      <TrpcProvider>
        {children}
        <Toaster />
      </TrpcProvider>
    </ThemeProvider>
  );
}
