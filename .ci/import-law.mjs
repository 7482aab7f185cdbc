// What each folder may import. Everything else is a lint error: a new folder may import nothing until it is listed here.
// ARCHITECTURE.md gives the reasons. `.ci/import-law.test.ts` checks that the linter enforces this.

/** The rooms of lib/core, lowest first. A room imports only rooms listed before it, so there is no circle of rooms. */
export const CORE_ROOMS = [
  'key',
  'customer',
  'probe',
  'text',
  'finding',
  'verdict',
  'rotation',
  'evidence',
  'service',
  'customer-text',
  'answers',
  'setup',
  'import',
  'departure',
  'replacement',
  'ticket',
  'shift',
  'staff',
  'find',
  'form',
  'pages',
  'live',
];

/** @param {string} name a folder of lib, or `runtime.ts` */
const lib = (name) => (name.endsWith('.ts') ? `#lib/${name}` : `#lib/${name}/**`);
const CORE = lib('core');
const NODE = 'node:*';
const NEXT = ['next', 'next/*'];
const REACT = ['react', 'react-dom'];

/**
 * @typedef {object} Law
 * @property {string} folder
 * @property {readonly string[]} may patterns of import specifiers; files of the folder itself are always allowed
 */

/** What single rooms import besides: `evidence` reads pasted text with zod, and so on. */
const PACKAGES_OF_ROOMS = { evidence: ['zod'], import: ['zod'], customer: ['confusables'], 'customer-text': ['diff'] };

/** Each room may import `result.ts` and the rooms below it. */
const coreLaws = CORE_ROOMS.map((room, index) => ({
  folder: `lib/core/${room}`,
  may: [
    '#lib/core/result.ts',
    ...CORE_ROOMS.slice(0, index).map((below) => `#lib/core/${below}/**`),
    `#lib/core/${room}/**`,
    ...(PACKAGES_OF_ROOMS[room] ?? []),
  ],
}));

/**
 * Shown on pages of every subject, so the folders of subjects may import them, each also those before it. components/key
 * builds lists, timeline and the page of a key.
 */
const SHARED_COMPONENTS = ['finding', 'verdict', 'customer-text', 'ticket'];

const componentLaws = [
  ...SHARED_COMPONENTS,
  'probe',
  'evidence',
  'rotation',
  'answers',
  'customer',
  'staff',
  'find',
  'setup',
  'import',
  'service',
  'departure',
  'replacement',
  'shift',
  'key',
  'home',
].map((noun, index) => ({
  folder: `components/${noun}`,
  may: [
    ...REACT,
    ...NEXT,
    '@tanstack/react-query',
    'clsx',
    CORE,
    '#components/ui/**',
    `#components/${noun}/**`,
    ...SHARED_COMPONENTS.slice(0, index).map((shared) => `#components/${shared}/**`),
    // components/key and components/home put whole pages together.
    ...(noun === 'key' || noun === 'home' ? ['#components/**'] : []),
  ],
}));

/** @type {readonly Law[]} */
export const IMPORT_LAW = [
  { folder: 'lib/core', may: [] },
  ...coreLaws,
  { folder: 'drizzle/schema', may: [CORE, 'drizzle-orm', 'drizzle-orm/**'] },
  { folder: 'lib/kms', may: [CORE, '@aws-sdk/**', 'zod', NODE] },
  { folder: 'lib/config', may: [CORE, 'zod', 'pino', NODE] },
  {
    folder: 'lib/live',
    may: ['#lib/core/live/**', '#lib/core/staff/session-life.ts', lib('config'), lib('live'), 'pg', NODE],
  },
  {
    folder: 'lib/db',
    may: [CORE, lib('db'), '#drizzle/**', 'drizzle-orm', 'drizzle-orm/**', 'pg', 'uuid', 'zod', NODE],
  },
  { folder: 'lib/use-cases', may: [CORE, lib('db'), lib('use-cases'), 'csv-parse', NODE] },
  {
    folder: 'lib/auth',
    may: [
      CORE,
      lib('db'),
      lib('config'),
      'next-auth',
      'next-auth/**',
      'next/**',
      'rate-limiter-flexible',
      'react',
      'server-only',
      'zod',
      NODE,
    ],
  },
  { folder: 'lib/service-api', may: [CORE, 'zod', 'zod-openapi'] },
  {
    folder: 'lib/http',
    may: [
      CORE,
      ...['auth', 'config', 'live', 'service-api', 'runtime.ts'].map(lib),
      'next',
      'next/**',
      'react',
      'compression',
      'server-only',
      'zod',
      'next-auth',
      NODE,
    ],
  },
  {
    folder: 'lib/queries',
    may: [
      CORE,
      lib('db'),
      lib('auth'),
      lib('queries'),
      lib('runtime.ts'),
      'react',
      'server-only',
      'csv-stringify/sync',
    ],
  },
  {
    folder: 'lib/jobs',
    may: [
      CORE,
      ...['db', 'use-cases', 'config', 'runtime.ts'].map(lib),
      'pg-boss',
      'drizzle-orm',
      'drizzle-orm/**',
      'pg',
      NODE,
    ],
  },
  {
    folder: 'components/ui',
    may: [
      ...REACT,
      ...NEXT,
      '@tanstack/react-query',
      'clsx',
      '@base-ui/**',
      'lucide',
      'lucide/**',
      '#lib/core/form/action-state.ts',
      '#lib/core/live/**',
    ],
  },
  ...componentLaws,
  {
    folder: 'app',
    may: [
      ...REACT,
      ...NEXT,
      'next/**',
      'zod',
      NODE,
      '#app/**',
      '#components/**',
      CORE,
      ...['http', 'queries', 'use-cases', 'auth', 'live', 'service-api', 'runtime.ts'].map(lib),
      // Whether the database is reachable and migrated: the one query without a session.
      '#lib/db/readiness.ts',
    ],
  },
];

/** Files outside these folders. They may import everything that ships. */
export const ROOT_FILES = ['instrumentation.ts', 'lib/runtime.ts'];

/** What no shipped file may import. */
export const NEVER_SHIPPED = ['#sandbox/**', '#e2e/**', '#bench/**', '**/sandbox/**', '**/e2e/**', '**/bench/**'];
