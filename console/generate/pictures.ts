// Puts the pictures of docs/console.md in their place, as the tests in a browser took them last:
//   npm test -- test/browser && npm run -s console:pictures
import { copyFile, mkdir } from 'node:fs/promises';

/** In docs/pictures → in artifacts/console. */
const pictures = {
  'sign-in': 'sign-in-light',
  start: 'update-start-light',
  columns: 'update-columns-light',
  check: 'update-check-light',
  apply: 'update-apply-light',
  running: 'batch-running-light',
  result: 'batch-result-light',
  undo: 'undo-preview-light',
  batches: 'batches-light',
  customers: 'customers-light',
  customer: 'customer-saved-light',
  list: 'list-light',
  tokens: 'access-tokens-light',
  status: 'status-dark',
};

const place = (path: string) => new URL(`../../${path}.png`, import.meta.url);
await mkdir(new URL('../../docs/pictures/', import.meta.url), { recursive: true });
for (const [name, taken] of Object.entries(pictures)) {
  await copyFile(place(`artifacts/console/${taken}`), place(`docs/pictures/${name}`));
}
