import './compile-cache.ts';

// `npm start`: a server process, the same as `amend serve`. Imported only now, so that it is read from the cache.
const { runProcess } = await import('./cli/run-process.ts');
await runProcess(['serve', ...process.argv.slice(2)]);
