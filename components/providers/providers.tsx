'use client';

import type { ReactNode } from 'react';
import { Toaster } from '../ui/toast.tsx';
import { ThemeProvider } from './theme.tsx';
import { TrpcProvider } from './trpc.tsx';

/** What every page needs, signed in or not. */
export function Providers({ children, nonce }: { children: ReactNode; nonce: string | undefined }) {
  return (
    <ThemeProvider nonce={nonce}>
      <TrpcProvider>
        {children}
        <Toaster />
      </TrpcProvider>
    </ThemeProvider>
  );
}
