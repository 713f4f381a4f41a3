// Writes console/openapi.json, from which the console's client is generated, as the service documents itself now:
//   npm run -s console:api
import { writeFile } from 'node:fs/promises';
import { startTestServers } from '../../test/test-servers.ts';
import { startTestService } from '../../test/service.ts';
import { type ApiDocument, consoleDocument } from './api-document.ts';

await using servers = await startTestServers();
Object.assign(process.env, servers.environment);
await using service = await startTestService();
const { body } = await service.anybody.call<ApiDocument>('GET /openapi.json');
await writeFile(new URL('../openapi.json', import.meta.url), consoleDocument(body));
