import type { Metadata, Viewport } from 'next';
import type { ReactNode } from 'react';
import { Providers } from '@/components/providers/providers.tsx';
import './globals.css';

export const metadata: Metadata = {
  title: { default: 'Espalier', template: '%s · Espalier' },
  description: 'The console of a lab that shares its Macs.',
  icons: { icon: '/icon.svg' },
};

export const viewport: Viewport = {
  viewportFit: 'cover',
  // The keyboard of a phone makes the page smaller rather than lying over it.
  interactiveWidget: 'resizes-content',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f8faf9' },
    { media: '(prefers-color-scheme: dark)', color: '#0e1210' },
  ],
};

export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    // The theme is written on <html> before React looks at it.
    <html lang="en" suppressHydrationWarning>
      <body>
        <Providers>{children}</Providers>
      </body>
    </html>
  );
}
