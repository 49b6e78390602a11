import type { NextConfig } from 'next';

// Everything that needs no nonce; script-src is the portal's own business.
const CONTENT_POLICY = [
  "base-uri 'self'",
  "connect-src 'self'",
  "font-src 'self' data:",
  "form-action 'self'",
  "frame-ancestors 'none'",
  // Model output is shown as Markdown: an image from elsewhere would carry data out.
  "img-src 'self' data: blob:",
  "object-src 'none'",
].join('; ');

const HEADERS = [
  { key: 'Content-Security-Policy', value: CONTENT_POLICY },
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'X-Frame-Options', value: 'DENY' },
  { key: 'Referrer-Policy', value: 'same-origin' },
  { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
  { key: 'Permissions-Policy', value: 'camera=(), geolocation=(), microphone=(), payment=(), usb=()' },
];

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  // `npm run verify` checks types, once and for everything.
  typescript: { ignoreBuildErrors: true },
  turbopack: { root: process.cwd() },
  headers: async () => [{ source: '/:path*', headers: HEADERS }],
};

export default config;
