import { runProcess } from './run-process.ts';

// `npm run amend`, `bin/amend`
await runProcess(process.argv.slice(2));
