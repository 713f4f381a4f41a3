import { type ComponentType, lazy } from 'react';

interface Page {
  readonly path: string;
  readonly Page: ComponentType;
}

/** Every page and its address. Each is a script of its own, loaded when it is first opened. */
export const pages: readonly Page[] = [
  { path: '/', Page: page(async () => (await import('./home/home.tsx')).Home) },
  { path: '/update', Page: page(async () => (await import('./update/start.tsx')).UpdateStart) },
  { path: '/uploads/:id', Page: page(async () => (await import('./update/upload.tsx')).UploadPage) },
  { path: '/batches', Page: page(async () => (await import('./batches/batches.tsx')).Batches) },
  { path: '/batches/:id', Page: page(async () => (await import('./batches/batch.tsx')).BatchPage) },
  { path: '/customers', Page: page(async () => (await import('./customers/customers.tsx')).Customers) },
  { path: '/lists', Page: page(async () => (await import('./lists/lists.tsx')).Lists) },
  { path: '/lists/:id', Page: page(async () => (await import('./lists/list.tsx')).ListPage) },
  {
    path: '/lists/:id/customers/:key',
    Page: page(async () => (await import('./customers/customer.tsx')).CustomerPage),
  },
  { path: '/access', Page: page(async () => (await import('./access/access.tsx')).Access) },
  { path: '/webhooks', Page: page(async () => (await import('./webhooks/webhooks.tsx')).Webhooks) },
  { path: '/webhooks/:id', Page: page(async () => (await import('./webhooks/webhook.tsx')).WebhookPage) },
  { path: '/status', Page: page(async () => (await import('./status/status.tsx')).Status) },
];

function page(load: () => Promise<ComponentType>): ComponentType {
  return lazy(async () => ({ default: await load() }));
}
