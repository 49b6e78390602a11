import type { Metadata, Viewport } from 'next';
import { headers } from 'next/headers';
import type { ReactNode } from 'react';
import { Providers } from '@/components/providers/providers.tsx';
import './globals.css';
import { SPLASH_SCREENS } from './splash-screens.ts';

export const metadata: Metadata = {
  title: { default: 'Espalier', template: '%s · Espalier' },
  description: 'The console of a lab that shares its Macs.',
  manifest: '/manifest.webmanifest',
  icons: { icon: '/icon.svg', apple: '/icons/touch-180.png' },
  appleWebApp: {
    capable: true,
    title: 'Espalier',
    statusBarStyle: 'default',
    startupImage: SPLASH_SCREENS.map(({ url, media }) => ({ url, media })),
  },
  formatDetection: { telephone: false },
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

export default async function RootLayout({ children }: { children: ReactNode }) {
  // No page is made ahead of its request: its scripts carry the nonce of that answer.
  const nonce = (await headers()).get('x-nonce') ?? undefined;
  return (
    // The theme is written on <html> before React looks at it.
    <html lang="en" suppressHydrationWarning>
      <body>
        <Providers nonce={nonce}>{children}</Providers>
      </body>
    </html>
  );
}
