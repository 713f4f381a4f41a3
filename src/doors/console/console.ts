import type { Site, SiteAnswer } from '../../http/site.ts';
import { type BuiltConsole, readBuiltConsole } from './built-console.ts';
import { notBuilt } from './not-built.ts';

interface ConsoleOptions {
  /** What `npm run build` makes: `console/dist`. */
  readonly directory: string;
}

/** The first segments of the console's pages; what follows them the page itself reads. */
const pages = [
  'sign-in',
  'update',
  'uploads',
  'batches',
  'customers',
  'lists',
  'access',
  'webhooks',
  'status',
] as const;
/** Browsers ask for them by these names; they need not be there. */
const rootFiles = [
  'favicon.ico',
  'favicon.svg',
  'icon.svg',
  'apple-touch-icon.png',
  'manifest.webmanifest',
  'robots.txt',
];

/**
 * The console: the files that were built, and the page at `/` and at each of its own paths. A console that is built, or
 * built anew, while the service runs is found with the next page that somebody opens, or with the first of its assets that
 * is asked for, because its page may have come from another process.
 */
export function consoleSite({ directory }: ConsoleOptions): Site {
  let built: BuiltConsole | null = null;
  let looking: Promise<BuiltConsole | null> | null = null;
  // However many ask: where nothing was built anew it costs one look at one file.
  const look = (): Promise<BuiltConsole | null> => {
    looking ??= readBuiltConsole(directory, built)
      .then((found) => (built = found))
      .finally(() => (looking = null));
    return looking;
  };
  return {
    pagePaths: ['/', ...pages.flatMap((page) => [`/${page}`, `/${page}/*`])],
    filePaths: ['/assets/*', ...rootFiles.map((name) => `/${name}`)],
    async page(): Promise<SiteAnswer> {
      const current = await look();
      return current === null ? notBuilt : { status: 200, headers: pageHeaders, file: current.page };
    },
    async file(path) {
      const isAsset = path.startsWith('/assets/');
      const known = built?.files.get(path);
      const file = known ?? (built === null || isAsset ? (await look())?.files.get(path) : undefined);
      if (file === undefined) return null;
      return { status: 200, headers: isAsset ? assetHeaders : rootFileHeaders, file };
    },
  };
}

/**
 * Whatever the page runs, shows or calls comes from this service: no inline script or style, no other host. Pictures that
 * the page itself makes (`data:`, `blob:`) are drawings of its own data.
 */
const pageHeaders = {
  'cache-control': 'no-cache',
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'cross-origin-opener-policy': 'same-origin',
  // The page needs none of them, so no script that gets into it has them.
  'permissions-policy': 'camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()',
};

/** Their names hold a hash of what they hold. */
const assetHeaders = { 'cache-control': 'public, max-age=31536000, immutable' };
const rootFileHeaders = { 'cache-control': 'no-cache' };
