import { readFileSync } from 'node:fs';

// Why node_modules isn't what package-lock.json says, or null. npm keeps its own account of what it installed.
export function installDifference(lockfile, installed) {
  const wanted = readPackages(lockfile);
  const present = readPackages(installed);
  if (!wanted) return `${lockfile} is missing`;
  if (!present) return 'nothing is installed';
  for (const [place, entry] of Object.entries(wanted)) {
    if (place === '' || !isNeededHere(entry)) continue;
    if (present[place]?.version !== entry.version) return `${place} should be ${entry.version}`;
  }
  return null;
}

// Optional parts for this machine are needed too: the Postgres, the compiler. libc variants are npm's business.
function isNeededHere(entry) {
  if (entry.optional && (entry.libc || !(entry.os || entry.cpu))) return false;
  return allows(entry.os, process.platform) && allows(entry.cpu, process.arch);
}

// npm writes ["linux"] as well as ["!win32"].
function allows(list, value) {
  if (!list || list.includes(value)) return true;
  return list.every((entry) => entry.startsWith('!') && entry !== `!${value}`);
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return null;
  }
}
