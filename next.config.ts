import type { NextConfig } from 'next';

// Headers that guard a page are not here: server/http/security-headers.ts puts them on every answer of the portal.
const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  // `npm run verify` checks types, once and for everything.
  typescript: { ignoreBuildErrors: true },
  turbopack: { root: process.cwd() },
};

export default config;
