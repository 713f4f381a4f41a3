import type { ImportRules } from './import-rules.ts';

type Rooms = ImportRules['rooms'];

/** What every page may build from. No page knows another; what two of them need is a part, or the API's. */
const ofAPage = { api: 'value', format: 'value', messages: 'value', parts: 'value', shell: 'value' } as const;

const pages: Rooms = {
  'pages/home': ofAPage,
  'pages/sign-in': ofAPage,
  'pages/update': ofAPage,
  // The failed rows of a batch are mended as an upload (mend-failed.ts).
  'pages/batches': { ...ofAPage, 'pages/update': 'value' },
  'pages/customers': ofAPage,
  'pages/lists': ofAPage,
  'pages/access': ofAPage,
  'pages/webhooks': ofAPage,
  'pages/status': ofAPage,
  'pages/pages.ts': Object.fromEntries(
    ['home', 'update', 'batches', 'customers', 'lists', 'access', 'webhooks', 'status'].map((name) => [
      `pages/${name}`,
      'value',
    ]),
  ),
};

/** Who may import whom in the console. docs/decisions/0026-the-console.md says why. */
export const consoleRules: ImportRules = {
  rooms: {
    format: {},
    messages: { format: 'value' },
    // What is shown in more than one page, and knows none of them.
    parts: { api: 'value', format: 'value', messages: 'value', 'icon.svg': 'value' },
    api: {},
    shell: { api: 'value', messages: 'value', parts: 'value', 'pages/sign-in': 'value' },
    ...pages,
    'app.tsx': 'everyone',
    'main.tsx': 'everyone',
  },
  homes: {
    react: { api: 'value', parts: 'value', shell: 'value', pages: 'value', 'app.tsx': 'value', 'main.tsx': 'value' },
    'react-dom': { 'main.tsx': 'value' },
    '@base-ui/react': { parts: 'value', shell: 'value', pages: 'value', 'app.tsx': 'value' },
    '@tanstack/react-query': { api: 'value', shell: 'value', pages: 'value', 'app.tsx': 'value' },
    'lucide-react': { parts: 'value', shell: 'value', pages: 'value' },
    wouter: { parts: 'value', shell: 'value', pages: 'value', 'app.tsx': 'value' },
  },
  pure: ['api', 'format', 'messages', 'parts', 'shell'],
};
