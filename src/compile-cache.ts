import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

// Imported before everything else by what starts a process: the second start finds its modules compiled. In the
// project's own folder, where nobody else can plant code; where that cannot be written, all works without it.
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/amend', import.meta.url)));
