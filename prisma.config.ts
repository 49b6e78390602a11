import { defineConfig } from 'prisma/config';

// The portal applies migrations itself (server/postgres/migrate.ts); the URL serves Prisma's own tools.
export default defineConfig({
  schema: 'prisma/schema',
  migrations: { path: 'prisma/migrations' },
  ...(process.env.DATABASE_URL ? { datasource: { url: process.env.DATABASE_URL } } : {}),
});
