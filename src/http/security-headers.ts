import type { FastifyHelmetOptions } from '@fastify/helmet';

/**
 * The policy that fits an API with a reference page: scripts, styles and calls of this origin, nothing else. No CORS:
 * other origins' pages have no business here. HSTS only where the public address is HTTPS.
 */
export function securityHeaders(publicUrl: string | null): FastifyHelmetOptions {
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        // The reference page's stylesheet carries its icons as data.
        imgSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    hsts: publicUrl?.startsWith('https:') === true,
    xFrameOptions: { action: 'deny' },
    referrerPolicy: { policy: 'no-referrer' },
  };
}

/** The same in short, for a refusal that comes before any plugin is asked (a path that cannot be decoded). */
export const securityHeadersOfRefusal = {
  'content-security-policy': "default-src 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
} as const;
