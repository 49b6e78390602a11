import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { judge, readAudit, readNpm, readPython, tellList, tellSbom } from './lib/third-party.mjs';

/* `node scripts/third-party.mjs [sbom|audit]`: the list of licences, the bill of materials, or what is known to be unsafe. */

const { licences, python, advisories } = JSON.parse(readFileSync('third-party.json', 'utf8'));
const packages = [...readNpm(), ...readPython(python)];
const SBOM = '.data/sbom.cdx.json';

const WAYS = {
  list() {
    const wrong = judge(packages, licences);
    for (const line of wrong) console.error(line);
    if (wrong.length > 0) return 1;
    writeFileSync('THIRD-PARTY.md', tellList(packages, licences));
    console.log(`THIRD-PARTY.md: ${packages.length} packages`);
    return 0;
  },
  sbom() {
    mkdirSync('.data', { recursive: true });
    const own = JSON.parse(readFileSync('package.json', 'utf8'));
    writeFileSync(SBOM, `${JSON.stringify(tellSbom(packages, own), null, 1)}\n`);
    console.log(`${SBOM}: CycloneDX 1.5, ${packages.length} components`);
    return 0;
  },
  audit() {
    const today = new Date().toISOString().slice(0, 10);
    const audit = readAudit(askNpm(), advisories, today);
    if (!audit.asked) {
      console.error(`The registry answers no audit: ${audit.why}. Nothing is known, nothing is cleared.`);
      return 3;
    }
    for (const line of audit.findings) console.error(line);
    console.log(`${audit.findings.length} findings that third-party.json lets not through`);
    return audit.findings.length > 0 ? 1 : 0;
  },
};

// npm ends with 1 where it found something, and prints it all the same.
function askNpm() {
  try {
    return JSON.parse(
      execFileSync('npm', ['audit', '--json'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
    );
  } catch (error) {
    try {
      return JSON.parse(error.stdout);
    } catch {
      return { message: error.message };
    }
  }
}

const way = WAYS[process.argv[2] ?? 'list'];
if (!way) console.error('Say nothing, sbom or audit.');
process.exitCode = way ? way() : 2;
