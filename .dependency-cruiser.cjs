const TEST = '\\.(test|spec)\\.tsx?$';
// Tests, measurements and tools may reach anything.
const FREE = ['^(bench|e2e|scripts|server/testing)/', TEST];
// What any concern's components may use: primitives, charts, the shell, providers, and readings as they are shown.
const SHARED_UI = '(?:ui|charts|layout|metrics|providers)';
const error = (name, from, to) => ({ name, severity: 'error', from, to });

module.exports = {
  forbidden: [
    error('no-cycles', {}, { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } }),
    error(
      'shared-is-a-leaf',
      { path: '^shared/', pathNot: TEST },
      { pathNot: ['^shared/', '^node_modules/zod/'] },
    ),
    error(
      'domain-does-no-io',
      { path: '^shared/domain/', pathNot: TEST },
      { dependencyTypes: ['core', 'npm'] },
    ),
    error(
      'agent-knows-only-shared',
      { path: '^agent/', pathNot: TEST },
      { path: '^(app|components|server|prisma)/' },
    ),
    error('nobody-imports-agent', { pathNot: ['^agent/', ...FREE] }, { path: '^agent/' }),
    error(
      'ui-never-runs-server-code',
      { path: '^components/', pathNot: TEST },
      { path: '^(server|prisma|agent)/', dependencyTypesNot: ['type-only'] },
    ),
    error(
      'ui-concerns-keep-apart',
      { path: `^components/(?!${SHARED_UI}/)([^/]+)/`, pathNot: TEST },
      { path: `^components/(?!${SHARED_UI}/)[^/]+/`, pathNot: '^components/$1/' },
    ),
    error(
      'shared-ui-knows-no-concern',
      { path: `^components/${SHARED_UI}/`, pathNot: TEST },
      { path: `^components/(?!${SHARED_UI}/)[^/]+/` },
    ),
    error(
      'ui-primitives-stand-alone',
      { path: '^components/ui/', pathNot: TEST },
      { path: '^components/[^/]+/', pathNot: '^components/ui/' },
    ),
    error('components-never-import-app', { path: '^components/', pathNot: TEST }, { path: '^app/' }),
    error(
      'app-enters-server-through-trpc',
      { path: '^app/', pathNot: TEST },
      {
        path: '^(server|prisma)/',
        pathNot: '^server/trpc/(rsc|client)\\.tsx?$',
        dependencyTypesNot: ['type-only'],
      },
    ),
    error('server-never-imports-ui', { path: '^server/', pathNot: FREE }, { path: '^(app|components)/' }),
    error(
      'db-only-in-modules',
      {
        path: '^(app|components|server|shared|agent)/',
        pathNot: [
          '^server/(modules|jobs|auth)/',
          '^server/(db|context|portal|main|prisma-errors)\\.ts$',
          ...FREE,
        ],
      },
      { path: ['^server/db\\.ts$', '^prisma/generated/'], dependencyTypesNot: ['type-only'] },
    ),
    error(
      'modules-meet-at-index',
      { path: '^server/modules/([^/]+)/', pathNot: TEST },
      { path: '^server/modules/', pathNot: ['^server/modules/$1/', '^server/modules/[^/]+/index\\.ts$'] },
    ),
    error(
      'outside-enters-module-at-index',
      { pathNot: ['^server/modules/', ...FREE] },
      { path: '^server/modules/[^/]+/(?!index\\.ts$)' },
    ),
    // Energy flows one way: reports → energy → metrics, and what has energy asks for it.
    error(
      'energy-reads-metrics-alone',
      { path: '^server/modules/energy/', pathNot: TEST },
      { path: '^server/modules/', pathNot: '^server/modules/(energy|generations|metrics)/' },
    ),
    error(
      'metrics-and-generations-know-no-energy',
      { path: '^server/modules/(metrics|generations)/', pathNot: TEST },
      { path: '^server/modules/(bookings|chat|energy|inventory|reports|sessions)/' },
    ),
    error(
      'reports-are-read-by-costs-plans-and-mail-alone',
      { path: '^server/modules/(?!(reports|costs|purchase-plan|report-mail)/)', pathNot: TEST },
      { path: '^server/modules/reports/' },
    ),
    error(
      'modules-know-no-transport',
      { path: '^server/modules/', pathNot: TEST },
      { path: '^(server/(trpc|realtime|http|main)|node_modules/(@trpc|socket\\.io|next)/)' },
    ),
    // The portal's settings are handed to modules through the context, so that a test and a second portal can hold them.
    error(
      'modules-are-handed-their-settings',
      { path: '^server/(modules|trpc|realtime|http|jobs|demo)/', pathNot: TEST },
      { path: '^server/(env|origins)\\.ts$' },
    ),
    error('prisma-needs-no-server', { path: '^prisma/' }, { path: '^(server|app|components|agent)/' }),
    error('no-test-code-in-product', { pathNot: FREE }, { path: FREE }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(\\.next|\\.data|dist|prisma/generated/internal)/' },
    // Without swc dependency-cruiser reads no TypeScript 7 and calls nothing at all a success.
    parser: 'swc',
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.mts', '.js', '.mjs', '.json'] },
  },
};
