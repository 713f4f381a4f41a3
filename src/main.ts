import { runProcess } from './cli/run-process.ts';

// `npm start`: a server process, the same as `amend serve`.
await runProcess(['serve', ...process.argv.slice(2)]);
