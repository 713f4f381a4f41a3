import type { SwaggerOptions } from '@fastify/swagger';
import type { FastifySwaggerUiOptions } from '@fastify/swagger-ui';
import { sessionCookie } from './session-cookie.ts';

/** The OpenAPI document as a whole; its operations come from the routes. */
export function openapiOptions({ publicUrl, version }: { publicUrl: string | null; version: string }): SwaggerOptions {
  return {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Amend',
        version,
        description: 'Updates customer records in bulk and accounts for every one of them.',
        license: { name: 'MIT', identifier: 'MIT' },
      },
      tags: [
        { name: 'Customers', description: 'Update, add and read the customers of a campaign.' },
        { name: 'Campaigns', description: 'The customer lists.' },
        { name: 'Batches', description: 'What became of each bulk request, record by record.' },
        { name: 'Access', description: 'Organizations, tokens, users and clients; tokens by OAuth.' },
        { name: 'Operations', description: 'Health and metrics.' },
      ],
      servers: [{ url: publicUrl ?? '/' }],
      components: {
        securitySchemes: {
          bearer: {
            type: 'http',
            scheme: 'bearer',
            description: 'A token of an organization. Each operation names the scope that the token must have.',
          },
          session: {
            type: 'apiKey',
            in: 'cookie',
            name: sessionCookie(publicUrl).name,
            description:
              'The cookie of `POST /api/v1/session`, for a browser. A request that is not GET needs the header ' +
              '`x-csrf-token` besides, with the `csrfToken` of the session. Where a token comes too, the token counts.',
          },
        },
      },
    },
    // A path in publicUrl is the proxy's; the document's paths stay what this server answers to.
    stripBasePath: false,
    refResolver: { buildLocalReference: ({ $id }) => (typeof $id === 'string' ? $id : 'schema') },
  };
}

/** The reference page: its assets come from this server, and it calls no other. */
export const referenceOptions: FastifySwaggerUiOptions = {
  routePrefix: '/docs',
  // The room's own policy (security-headers.ts) covers the page.
  staticCSP: false,
  theme: { title: 'Amend: API reference' },
  // Without the framework's bar, which asks for the address of another document.
  uiConfig: { docExpansion: 'list', deepLinking: true, layout: 'BaseLayout' },
};
