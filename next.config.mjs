// Turbopack's cache for the next build, source maps and small server files take two fifths of a build's time. The demo's
// first build (sandbox/demo/build.ts) does without; what browsers load is the same.
const quick = process.env.KEYDESK_QUICK_BUILD === '1' && {
  turbopackFileSystemCacheForBuild: false,
  turbopackSourceMaps: false,
  turbopackMinify: { server: false, client: true, edge: false },
};

/** @type {import('next').NextConfig} */
export default {
  poweredByHeader: false,
  // The server around Next compresses (lib/http/server-front.ts).
  compress: false,
  // The optimiser has been a door into the server more than once, and the desk has no pictures to optimise.
  images: { unoptimized: true },
  serverExternalPackages: ['pg', 'pg-boss', 'pino'],
  // `npm run types` checks the whole tree, the tests too; a build for people need not do it again.
  typescript: { ignoreBuildErrors: true },
  experimental: {
    // forbidden(): a page that a role may not see answers 403, with words.
    authInterrupts: true,
    // The same limit as in the rules on requests (lib/http/request-rules.ts), which refuse before anything is read.
    serverActions: { bodySizeLimit: 1_048_576 },
    ...quick,
  },
};
