import { existsSync, readFileSync } from 'node:fs';

/* What of others is in the product: from the lockfile, the installed packages and the engine's list. No network. */

// Anybody may use, change and pass these on in whatever form, as long as their notice goes along.
const FREE = new Set(
  '0BSD Apache-2.0 BlueOak-1.0.0 BSD-2-Clause BSD-3-Clause CC0-1.0 CNRI-Python ISC MIT MIT-0 OFL-1.1 PSF-2.0 Unlicense Zlib'.split(
    ' ',
  ),
);
const MISSING = 'unknown';

/** Whether a licence, as `MIT`, `(MIT OR GPL-3.0)` or `Apache-2.0 AND MIT`, asks for no more than a notice. */
export function isFree(licence) {
  const bare = licence.replaceAll(/^\(|\)$/g, '');
  if (/ OR /.test(bare)) return bare.split(' OR ').some(isFree);
  return bare.split(/ AND /i).every((it) => FREE.has(it.trim()));
}

/** @returns each package of the lockfile once: `{ name, version, licence, isShipped, integrity, ecosystem }`. */
export function readNpm(lockfile = 'package-lock.json') {
  const { packages } = JSON.parse(readFileSync(lockfile, 'utf8'));
  const found = new Map();
  for (const [place, entry] of Object.entries(packages)) {
    if (place === '' || entry.link) continue;
    const name = entry.name ?? place.split('node_modules/').at(-1);
    const one = found.get(`${name}@${entry.version}`);
    const isShipped = !entry.dev || one?.isShipped === true;
    const licence = entry.license ?? licenceOf(place);
    const { version, integrity } = entry;
    found.set(`${name}@${version}`, { name, version, licence, isShipped, integrity, ecosystem: 'npm' });
  }
  return [...found.values()].toSorted(byName);
}

function licenceOf(place) {
  const file = `${place}/package.json`;
  if (!existsSync(file)) return MISSING;
  const { license, licenses } = JSON.parse(readFileSync(file, 'utf8'));
  return license ?? licenses?.[0]?.type ?? MISSING;
}

/** The engine's packages; their licences are kept in `third-party.json`, for they are installed only on a machine. */
export function readPython(told, file = 'agent/rank/requirements.txt') {
  const lines = [...readFileSync(file, 'utf8').matchAll(/^([\w.-]+)(?:\[[\w,]+\])?==([\w.]+)/gm)];
  const names = new Map(lines.map(([, name, version]) => [name, version]));
  return [...names]
    .map(([name, version]) => ({
      name,
      version,
      licence: told[name] ?? MISSING,
      isShipped: true,
      ecosystem: 'pypi',
    }))
    .toSorted(byName);
}

const byName = (a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.version < b.version ? -1 : 1);

/**
 * What is wrong with them, a line each: a licence that is unknown or asks for more than a notice, without an exception
 * that says why; and an exception that nothing needs any more.
 */
export function judge(packages, exceptions) {
  const used = new Set();
  const lines = packages.flatMap(({ name, licence }) => {
    if (isFree(licence)) return [];
    const key = [name, licence].find((it) => Object.hasOwn(exceptions, it));
    if (key === undefined)
      return [`${name} is under ${licence}: take another, or say why in third-party.json`];
    used.add(key);
    return [];
  });
  const idle = Object.keys(exceptions).filter((it) => !used.has(it));
  return [
    ...lines,
    ...idle.map((it) => `third-party.json makes an exception for ${it}, which nothing needs`),
  ];
}

/** The list for people: a licence, what is under it, and where an exception is made why. */
export function tellList(packages, exceptions) {
  const licences = [...new Set(packages.map((it) => it.licence))].toSorted((a, b) => (a < b ? -1 : 1));
  const parts = licences.map((licence) => {
    const under = packages.filter((it) => it.licence === licence);
    const why = Object.hasOwn(exceptions, licence) ? `${exceptions[licence]}\n\n` : '';
    const list = (wanted) =>
      under
        .filter(wanted)
        .map((it) => `${it.name} ${it.version}${exceptions[it.name] ? ` (${exceptions[it.name]})` : ''}`)
        .join(', ');
    const [shipped, tools] = [list((it) => it.isShipped), list((it) => !it.isShipped)];
    const tail = tools && `${shipped && '\n\n'}While building and testing only: ${tools}.`;
    return `## ${licence}\n${why}${shipped && `${shipped}.`}${tail}\n`;
  });
  const head = `# What of others is in Espalier\n\nMade by \`npm run third-party\` from package-lock.json and the engine’s list. ${packages.length} packages.\n`;
  return `${head}\n${parts.join('\n')}`;
}

/** A bill of materials in CycloneDX 1.5, the same for the same lockfile. */
export function tellSbom(packages, { name, version }) {
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    metadata: { component: { type: 'application', 'bom-ref': `${name}@${version}`, name, version } },
    components: packages.map((it) => ({
      type: 'library',
      'bom-ref': purlOf(it),
      name: it.name,
      version: it.version,
      scope: it.isShipped ? 'required' : 'excluded',
      purl: purlOf(it),
      licenses: [
        / (OR|AND) /i.test(it.licence) ? { expression: it.licence } : { license: { name: it.licence } },
      ],
      ...(it.integrity && { hashes: it.integrity.split(' ').map(hashOf) }),
    })),
  };
}

const purlOf = ({ ecosystem, name, version }) =>
  `pkg:${ecosystem}/${name.split('/').map(encodeURIComponent).join('/')}@${encodeURIComponent(version)}`;

function hashOf(integrity) {
  const [, bits, digest] = /^sha(\d+)-(.+)$/.exec(integrity);
  return {
    alg: bits === '1' ? 'SHA-1' : `SHA-${bits}`,
    content: Buffer.from(digest, 'base64').toString('hex'),
  };
}

/**
 * What `npm audit --json` found and nobody has let through. An exception names an advisory, why, and until when.
 * @returns `{ asked: false, why }` where the registry has not answered.
 */
export function readAudit(report, exceptions, today) {
  if (!report.vulnerabilities) {
    const why = String(report.message ?? report.error?.summary ?? 'no answer').replaceAll(/\s+/g, ' ');
    return { asked: false, why };
  }
  const advisories = Object.values(report.vulnerabilities).flatMap((it) =>
    it.via.filter((via) => typeof via === 'object').map((via) => ({ name: it.name, ...via })),
  );
  const findings = advisories.filter(({ url }) => {
    const exception = exceptions[String(url).split('/').at(-1)];
    return !exception || exception.until < today;
  });
  return {
    asked: true,
    findings: [...new Set(findings.map((it) => `${it.name} (${it.severity}): ${it.title} ${it.url}`))],
  };
}
