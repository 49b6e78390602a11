import { existsSync, readFileSync } from 'node:fs';
import { installDifference } from './lockfile.mjs';
import { npmCommand } from './node.mjs';
import { bin, step } from './run.mjs';
import { hashOf, hashOfNames, isStamped, writeStamp } from './stamps.mjs';

// Packages as the lockfile says, the generated database client and route types. Does nothing when all are there.
export async function setup() {
  await installPackages();
  await generateClient();
  await generateRouteTypes();
}

async function installPackages() {
  if (installDifference('package-lock.json', 'node_modules/.package-lock.json') === null) return;
  const command = npmCommand(['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  await step('Installing packages (npm ci)', 'npm-ci', ...command);
}

async function generateClient() {
  const stamp = 'prisma/generated/.stamp';
  const version = JSON.parse(readFileSync('node_modules/prisma/package.json', 'utf8')).version;
  const hash = hashOf(['prisma/schema', 'prisma.config.ts'], version);
  if (isStamped(stamp, hash) && existsSync('prisma/generated/client.ts')) return;
  // Generating needs no native engine, but asks for its path; any executable will do, and none is downloaded.
  const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: '1' };
  await step('Generating the database client', 'prisma-generate', bin('prisma'), ['generate'], { env });
  writeStamp(stamp, hash);
}

// Else the type check would judge pages by the routes of an earlier build.
async function generateRouteTypes() {
  const stamp = '.next/espalier-routes';
  const hash = hashOfNames(['app', 'next.config.ts']);
  if (!existsSync('app') || isStamped(stamp, hash)) return;
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1' };
  await step('Generating route types', 'next-typegen', bin('next'), ['typegen'], { env });
  writeStamp(stamp, hash);
}
